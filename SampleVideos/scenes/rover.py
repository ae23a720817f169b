"""A toy rover on a tour of the desert: cacti and a tree pass in front, a twin crosses behind."""

import functools
import math
import random

from .geometry import (
    Box, Camera, Cone, Cylinder, Part, Pose, Sphere, add, cross, keyframes, leaves_mesh, mix,
    scale, smoothstep, subtract, union_macro, unit, vector, write_height_map,
)

FRAMES = 330
FOCAL = 1.45
EXTENT, LOW, HIGH, CELLS = 230.0, -6.0, 46.0, 920


def ground(x, z):
    """The desert's height: gentle near the course, dunes around it, flat-topped rocks far out."""
    gentle = 0.22 * math.sin(0.21 * x + 0.5) * math.cos(0.17 * z) + 0.10 * math.sin(
        0.43 * x + 0.29 * z
    )
    distance = math.hypot(x, z)
    dunes = smoothstep(26, 75, distance)
    rolling = 2.2 + 2.2 * math.sin(0.071 * x + 1.3 * math.sin(0.033 * z)) + 1.3 * math.sin(
        0.11 * z - 0.05 * x
    )
    field = (
        math.sin(0.031 * x + 0.9)
        + math.sin(0.037 * z + 2.1)
        + math.sin(0.026 * (x + z) + 0.4)
        + 0.22 * math.sin(0.16 * x) * math.sin(0.19 * z)
        + 0.08 * math.sin(0.45 * x + 0.31 * z)
    )
    far = smoothstep(85, 125, distance)
    rocks = 17 * smoothstep(0.75, 0.95, field) + 13 * smoothstep(1.25, 1.4, field)
    talus = 5 * smoothstep(0.1, 0.9, field)
    return gentle + dunes * rolling + far * (rocks + talus)


def course(t):
    return (-13 + 27 * t, 3.2 * math.sin(2 * math.pi * 1.05 * t))


def twin_course(t):
    """The twin drives the other way on the far side and swings close in the middle."""
    return (9.5 - 17 * t, 6.3 - 3.6 * math.exp(-(((t - 0.47) / 0.16) ** 2)) + 1.2 * t)


def drive(path, t):
    """Pose on the ground of a rover that is at `t` of its course, and the way it has come."""
    x, z = path(t)
    ahead, behind = path(t + 1e-3), path(t - 1e-3)
    heading = unit((ahead[0] - behind[0], 0.0, ahead[1] - behind[1]))
    step = 0.7

    def at(along, aside):
        px = x + heading[0] * along + heading[2] * aside
        pz = z + heading[2] * along - heading[0] * aside
        return (px, ground(px, pz), pz)

    forward = subtract(at(step, 0), at(-step, 0))
    right = subtract(at(0, step), at(0, -step))
    origin = scale(add(at(step, 0), at(-step, 0)), 0.5)
    return Pose.facing(origin, forward, cross(forward, right))


def travelled(path, t):
    places = [path(t * i / 100) for i in range(101)]
    return sum(math.dist(a, b) for a, b in zip(places, places[1:]))


def tilted(origin, degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Pose((1.0, 0.0, 0.0), (0.0, c, s), (0.0, -s, c), origin)


WHEEL = 0.31


def rover_parts():
    parts = [
        Part(Box((-0.50, 0.36, -0.98), (0.50, 0.66, 0.92)), "T_hull"),
        Part(Box((-0.53, 0.50, -1.00), (0.53, 0.58, 0.94)), "T_trim"),
        Part(Box((-0.40, 0.66, -0.80), (0.40, 0.92, 0.42)), "T_white"),
        Part(Box((-0.41, 0.74, -0.62), (0.41, 0.84, 0.10)), "T_trim"),
        Part(Box((-0.66, 0.0, -0.62), (0.66, 0.05, 0.50)), "T_panel", tilted((0, 1.12, -0.45), 14)),
        Part(Cylinder((0, 0.9, -0.45), (0, 1.14, -0.45), 0.07), "T_metal"),
        Part(Cylinder((0, 0.66, 0.62), (0, 1.36, 0.62), 0.065), "T_metal"),
        Part(Box((-0.30, 1.34, 0.44), (0.30, 1.64, 0.74)), "T_white"),
        Part(Box((-0.31, 1.56, 0.43), (0.31, 1.66, 0.75)), "T_trim"),
        Part(Cylinder((-0.15, 1.47, 0.70), (-0.15, 1.47, 0.86), 0.105), "T_dark"),
        Part(Cylinder((0.15, 1.47, 0.70), (0.15, 1.47, 0.86), 0.105), "T_dark"),
        Part(Sphere((-0.15, 1.47, 0.83), 0.075), "T_lens"),
        Part(Sphere((0.15, 1.47, 0.83), 0.075), "T_lens"),
        Part(Cylinder((-0.46, 0.36, 1.0), (0.46, 0.36, 1.0), 0.07), "T_metal"),
        Part(Sphere((-0.36, 0.56, 0.93), 0.085), "T_lamp"),
        Part(Sphere((0.36, 0.56, 0.93), 0.085), "T_lamp"),
        Part(Cylinder((0.34, 0.66, -0.92), (0.34, 1.25, -0.92), 0.03), "T_metal"),
        Part(Cone((0.34, 1.25, -0.92), 0.04, (0.34, 1.37, -1.02), 0.2), "T_white"),
    ]
    for side in (-1, 1):
        for z in (-0.76, 0.0, 0.76):
            at = Pose(origin=(side * 0.66, WHEEL, z))
            tyre = Cylinder((-0.13, 0, 0), (0.13, 0, 0), WHEEL)
            hub = Cylinder((-0.15, 0, 0), (0.15, 0, 0), 0.18)
            parts.append(Part(tyre, "T_tyre Turn(Spin)", at))
            parts.append(Part(hub, "T_hub Turn(Spin)", at))
        parts.append(Part(Box((-0.14, 0.64, -1.08), (0.14, 0.69, 1.06)), "T_trim",
                          Pose(origin=(side * 0.64, 0, 0))))
    return parts


@functools.lru_cache(maxsize=None)
def shot(frame, width, height):
    """Camera, the target's pose and what the scene file needs to know of this frame."""
    t = frame / (FRAMES - 1)
    pose, twin = drive(course, t), drive(twin_course, t)
    spins = [
        math.degrees(travelled(path, t) / WHEEL) for path in (course, twin_course)
    ]
    # Where the camera stands, seen from the rover: degrees from +z, distance, height above it;
    # then where the rover sits in the picture, as a share of the distance.
    azimuth, distance, above, aside, upward = keyframes(frame, [
        (0, 142.0, 9.6, 2.8, 0.08, 0.05),
        (60, 156.0, 10.4, 2.7, -0.08, 0.08),
        (130, 170.0, 12.5, 3.0, 0.07, 0.05),
        (190, 188.0, 16.0, 4.0, -0.10, 0.07),
        (250, 214.0, 12.0, 3.0, 0.08, 0.07),
        (300, 232.0, 9.0, 2.6, -0.05, 0.08),
        (329, 238.0, 8.2, 2.4, 0.02, 0.07),
    ])
    # A camera on a follower's shoulder is never quite still.
    azimuth += 0.5 * math.sin(0.19 * frame) + 0.25 * math.sin(0.43 * frame + 1)
    upward += 0.006 * math.sin(0.31 * frame) + 0.003 * math.sin(0.77 * frame + 2)
    centre = add(pose.origin, (0.0, 0.8, 0.0))
    turn = math.radians(azimuth)
    location = add(centre, (math.sin(turn) * distance, above, math.cos(turn) * distance))
    side = unit(cross((0.0, 1.0, 0.0), subtract(centre, location)))
    target = add(centre, add(scale(side, aside * distance), (0.0, upward * distance, 0.0)))
    camera = Camera(location, target, FOCAL, width, height)
    declarations = (
        f"#declare Target_pose = transform {{ {pose.povray()} }}\n"
        f"#declare Twin_pose = transform {{ {twin.povray()} }}\n"
        f"#declare Target_spin = {spins[0]:.5g}; #declare Twin_spin = {spins[1]:.5g};\n"
    )
    return camera, pose, declarations


def between(frame, share, aside=0.0):
    """A place on the ground on the line from the camera to the rover at `frame`."""
    camera, pose, _ = shot(frame, 640, 360)
    x, _, z = add(mix(pose.origin, camera.location, share), scale(camera.right, aside))
    return (x, ground(x, z), z)


def plant(name, place, size, turn):
    return f"object {{ {name} scale {size:.3f} rotate {turn:.1f}*y translate {vector(place)} }}"


def scenery():
    """Declarations that are the same in every frame: meshes and where things stand."""
    rng = random.Random(20)
    cameras = [shot(frame, 640, 360) for frame in range(0, FRAMES, 6)]

    def free(x, z, space):
        """Off both courses, and not on the line of sight but where an occlusion is wanted."""
        for step in range(0, 101, 2):
            for path in (course, twin_course):
                if math.dist(path(step / 100), (x, z)) < space:
                    return False
        for camera, pose, _ in cameras:
            ax, az = camera.location[0], camera.location[2]
            bx, bz = pose.origin[0] - ax, pose.origin[2] - az
            share = ((x - ax) * bx + (z - az) * bz) / (bx * bx + bz * bz)
            share = min(1.0, max(0.0, share))
            if math.dist((ax + share * bx, az + share * bz), (x, z)) < space:
                return False
        return True

    canopy = [((0, 2.75, 0), (1.5, 0.42, 1.4)), ((0.9, 2.45, 0.3), (0.9, 0.35, 0.8)),
              ((-0.9, 2.5, -0.3), (0.9, 0.35, 0.9)), ((0.2, 3.05, -0.2), (0.9, 0.3, 0.8))]
    bush = [((0, 0.28, 0), (0.45, 0.32, 0.45))]
    tuft = []
    for _ in range(26):
        angle, lean = rng.uniform(0, 2 * math.pi), rng.uniform(0.08, 0.3)
        c, s = math.cos(angle), math.sin(angle)
        tip = (c * lean, rng.uniform(0.22, 0.45), s * lean)
        tuft.append(f"triangle {{ {vector((c * .04 - s * .018, 0, s * .04 + c * .018))}, "
                    f"{vector((c * .04 + s * .018, 0, s * .04 - c * .018))}, {vector(tip)} }}")
    text = [
        union_macro("Rover", ["T_hull", "T_trim", "Spin"], rover_parts()),
        "#ifndef (Mask)",
        leaves_mesh("Canopy_mesh", rng, canopy, 0.14, 2600),
        leaves_mesh("Bush_mesh", rng, bush, 0.10, 420),
        "#declare Tuft_mesh = mesh {\n" + "\n".join(tuft) + "\n}",
    ]
    plants = [
        plant("Cactus_tall", between(60, 0.27), 0.95, 200),
        plant("Cactus_arms", between(112, 0.22, 0.2), 0.9, 75),
        plant("Bush", between(143, 0.2), 1.3, 0),
        plant("Bush", between(147, 0.2), 1.5, 90),
        plant("Acacia", between(178, 0.15), 1.35, 0),
        plant("Bush", between(226, 0.2), 1.6, 30),
    ]
    for name, count, reach, space, sizes in [
        ("Cactus_arms", 16, 48, 3.2, (0.7, 1.15)), ("Cactus_tall", 14, 48, 3.0, (0.6, 1.1)),
        ("Acacia", 13, 60, 5.0, (0.9, 1.5)), ("Bush", 70, 45, 1.7, (0.5, 1.5)),
        ("Rock", 110, 42, 1.6, (0.15, 0.75)), ("Tuft", 420, 30, 1.2, (0.6, 1.4)),
    ]:
        placed = 0
        while placed < count:
            x, z = rng.uniform(-reach, reach), rng.uniform(-reach * 0.6, reach)
            size, turn = rng.uniform(*sizes), rng.uniform(0, 360)
            if free(x, z, space):
                plants.append(plant(name, (x, ground(x, z), z), size, turn))
                placed += 1
    # A fence along the far side of the course.
    posts = [(x, ground(x, 10.5 + 0.05 * x), 10.5 + 0.05 * x) for x in
             [-27 + 2.4 * i for i in range(24)]]
    fence = [f"object {{ Post translate {vector(post)} }}" for post in posts]
    for a, b in zip(posts, posts[1:]):
        for level in (0.45, 0.85):
            fence.append(f"cylinder {{ {vector(add(a, (0, level, 0)))}, "
                         f"{vector(add(b, (0, level + 0.04, 0)))}, 0.055 }}")
    text.append("#macro Plants()\n" + "\n".join(plants) + "\n#end")
    text.append("#macro Fence()\nunion {\n" + "\n".join(fence) + "\n}\n#end")
    text.append(f"#declare Ground_extent = {EXTENT}; #declare Ground_low = {LOW}; "
                f"#declare Ground_high = {HIGH};")
    text.append("#end\n")
    return "\n".join(text)


def prepare(folder):
    write_height_map(folder / "ground.pgm", ground, EXTENT, LOW, HIGH, CELLS)


def target_points():
    return [point for part in rover_parts() for point in part.points()]
