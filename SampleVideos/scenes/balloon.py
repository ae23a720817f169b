"""Hot-air balloons over a lake and its hills: one passes in front, one is nearly a twin."""

import functools
import math
import random

from .geometry import (
    Box, Camera, Cone, Cylinder, Mesh, Part, Pose, Sphere, add, cross, keyframes, leaves_mesh,
    mix, scale, smoothstep, subtract, union_macro, unit, vector, write_height_map,
)

FRAMES = 330
FOCAL = 1.3
EXTENT, LOW, HIGH, CELLS = 900.0, -14.0, 190.0, 900


def ground(x, z):
    """A lake (below 0) in the middle, meadows and hills around it, mountains far out."""
    bend = 30 * math.sin(0.008 * z + 0.6)
    shore = math.hypot((x + 35 + bend) / 1.25, z - 60)
    shore += 16 * math.sin(0.03 * x) * math.cos(0.027 * z)
    distance = math.hypot(x, z)
    hills = (
        9 * math.sin(0.017 * x + 1.0) * math.sin(0.015 * z + 0.4)
        + 5 * math.sin(0.031 * x - 0.022 * z)
        + 2 * math.sin(0.058 * z + 0.043 * x + 1)
        + 11
    )
    ridge = (
        1
        - abs(math.sin(0.0085 * x + 0.6 * math.sin(0.006 * z)))
        + 0.5 * (1 - abs(math.sin(0.014 * z + 0.013 * x + 0.7)))
        + 0.22 * (1 - abs(math.sin(0.041 * x - 0.035 * z)))
        + 0.09 * (1 - abs(math.sin(0.09 * x + 0.11 * z)))
    )
    land = smoothstep(75, 150, shore)
    mountains = 85 * ridge * smoothstep(330, 760, distance)
    return -8 + land * (9.5 + hills * smoothstep(95, 230, shore)) + mountains


# The envelope: a sphere that runs out in a straight cone to the mouth, sewn of bulging gores.
RADIUS, CENTRE, MOUTH, GORES = 8.0, 12.0, 2.7, 24


def envelope_grid():
    """Vertices and normals of the envelope, as rows from the crown to the mouth."""
    join = math.radians(118)
    rows = []
    for step in range(45):
        if step <= 32:
            angle = join * step / 32
            rows.append((RADIUS * math.sin(angle), CENTRE + RADIUS * math.cos(angle)))
        else:
            share = (step - 32) / 12
            start = (RADIUS * math.sin(join), CENTRE + RADIUS * math.cos(join))
            rows.append((start[0] + (MOUTH - start[0]) * share, start[1] * (1 - share)))
    columns = GORES * 5
    grid = []
    for radius, y in rows:
        ring = []
        for column in range(columns):
            turn = 2 * math.pi * column / columns
            bulge = 1 + 0.05 * (abs(math.sin(turn * GORES / 2)) - 1)
            ring.append((radius * bulge * math.cos(turn), y, radius * bulge * math.sin(turn)))
        grid.append(ring)
    return grid


def envelope_mesh(grid):
    rows, columns = len(grid), len(grid[0])
    normals = []
    for row in range(rows):
        for column in range(columns):
            along = subtract(grid[row][(column + 1) % columns], grid[row][column - 1])
            down = subtract(grid[min(row + 1, rows - 1)][column], grid[max(row - 1, 0)][column])
            normal = cross(down, along)
            normals.append((0.0, 1.0, 0.0) if row == 0 else unit(normal))
    faces = []
    for row in range(rows - 1):
        for column in range(columns):
            a, b = row * columns + column, row * columns + (column + 1) % columns
            c, d = a + columns, b + columns
            faces.append(f"<{a},{c},{d}>")
            if row > 0:
                faces.append(f"<{a},{d},{b}>")
    points = [point for ring in grid for point in ring]
    return (
        "#declare Envelope_mesh = mesh2 {\n"
        f"vertex_vectors {{ {len(points)}, {', '.join(vector(p) for p in points)} }}\n"
        f"normal_vectors {{ {len(normals)}, {', '.join(vector(n) for n in normals)} }}\n"
        f"face_indices {{ {len(faces)}, {', '.join(faces)} }}\n}}\n"
    )


@functools.lru_cache(maxsize=None)
def balloon_parts():
    grid = envelope_grid()
    points = tuple(point for ring in grid for point in ring)
    parts = [
        Part(Mesh("Envelope_mesh", points), "T_envelope"),
        Part(Cone((0, -1.3, 0), 1.9, (0, 0.1, 0), 2.72), "T_skirt"),
        Part(Box((-1.35, -5.6, -1.0), (1.35, -3.9, 1.0)), "T_basket"),
        Part(Box((-1.45, -4.0, -1.1), (1.45, -3.75, 1.1)), "T_rim"),
        Part(Sphere((-0.45, -3.3, 0.1), 0.32), "T_face"),
        Part(Cone((-0.45, -4.0, 0.1), 0.5, (-0.45, -3.5, 0.1), 0.25), "T_shirt"),
        Part(Sphere((0.5, -3.35, -0.1), 0.32), "T_face"),
        Part(Cone((0.5, -4.0, -0.1), 0.5, (0.5, -3.55, -0.1), 0.25), "T_shirt"),
    ]
    for x in (-1, 1):
        for z in (-1, 1):
            parts.append(Part(
                Cylinder((x * 1.35, -3.8, z * 1.0), (x * 1.3, -1.1, z * 1.3), 0.09), "T_rope"))
    return parts


def at(frame, keys, turn):
    """A balloon hangs upright and turns about its own axis."""
    c, s = math.cos(turn), math.sin(turn)
    return Pose((c, 0.0, -s), (0.0, 1.0, 0.0), (s, 0.0, c), keyframes(frame, keys))


def target_pose(frame):
    return at(frame, [
        (0, -12.0, 34.0, 10.0), (80, -4.0, 39.0, 16.0), (160, 6.0, 44.0, 26.0),
        (240, 18.0, 37.0, 40.0), (329, 30.0, 32.0, 52.0),
    ], 0.2 + 0.011 * frame + 0.25 * math.sin(0.02 * frame))


@functools.lru_cache(maxsize=None)
def camera_at(frame, width=640, height=360):
    pose = target_pose(frame)
    # Where the camera hangs, seen from the target: degrees from +z, distance, height above it;
    # then where the target sits in the picture, as a share of the distance.
    azimuth, distance, above, aside, upward = keyframes(frame, [
        (0, 205.0, 100.0, 4.0, 0.14, -0.03),
        (55, 196.0, 82.0, 0.0, -0.02, 0.01),
        (110, 180.0, 98.0, 8.0, -0.16, -0.04),
        (165, 166.0, 165.0, 22.0, 0.10, -0.05),
        (215, 152.0, 195.0, 34.0, 0.16, -0.02),
        (270, 132.0, 140.0, 4.0, -0.12, 0.03),
        (329, 118.0, 80.0, -8.0, 0.06, 0.02),
    ])
    azimuth += 0.35 * math.sin(0.11 * frame) + 0.12 * math.sin(0.37 * frame + 1)
    upward += 0.010 * math.sin(0.13 * frame) + 0.003 * math.sin(0.47 * frame)
    centre = add(pose.origin, (0.0, 7.5, 0.0))
    turn = math.radians(azimuth)
    location = add(centre, (math.sin(turn) * distance, above, math.cos(turn) * distance))
    side = unit(cross((0.0, 1.0, 0.0), subtract(centre, location)))
    look = add(centre, add(scale(side, aside * distance), (0.0, upward * distance, 0.0)))
    return Camera(location, look, FOCAL, width, height)


def sighted(frame, share, aside, above):
    """A key for a balloon: `share` of the way from the target to the camera at `frame`."""
    camera = camera_at(frame)
    place = mix(target_pose(frame).origin, camera.location, share)
    return (frame, *add(place, add(scale(camera.right, aside), (0.0, above, 0.0))))


def others(frame):
    twin = [sighted(0, -0.55, 26, 4), sighted(90, -0.30, 34, -8), sighted(165, -0.22, -22, -7),
            sighted(240, -0.15, -34, 2), sighted(329, -0.5, -30, 8)]
    front = [sighted(0, 0.5, -95, -30), sighted(110, 0.42, -40, -20), sighted(150, 0.40, -8, -15),
             sighted(190, 0.36, 16, -15), sighted(250, 0.30, 62, -24), sighted(329, 0.3, 120, -20)]
    return [
        ("Twin_pose", at(frame, twin, 1.0 - 0.008 * frame)),
        ("Front_pose", at(frame, front, 0.01 * frame)),
        ("Far_pose", at(frame, [(0, 120.0, 62.0, 190.0), (329, 150.0, 74.0, 170.0)], 0.5)),
        ("Farther_pose", at(frame, [(0, -120.0, 92.0, 280.0), (329, -95.0, 86.0, 260.0)], 2.0)),
    ]


@functools.lru_cache(maxsize=None)
def shot(frame, width, height):
    """Camera, the target's pose and what the scene file needs to know of this frame."""
    pose = target_pose(frame)
    return camera_at(frame, width, height), pose, "".join(
        f"#declare {name} = transform {{ {other.povray()} }}\n"
        for name, other in [("Target_pose", pose), *others(frame)]
    )


def plant(name, place, size, turn):
    return f"object {{ {name} scale {size:.3f} rotate {turn:.0f}*y translate {vector(place)} }}"


def pine_mesh(rng):
    """Whorls of drooping twigs round a stem, a tree of height 1."""
    triangles = []
    for level in range(48):
        y = 0.12 + 0.86 * level / 48
        reach = 0.24 * (1 - y) ** 0.85 + 0.015
        for _ in range(20):
            turn = rng.uniform(0, 2 * math.pi)
            length = reach * rng.uniform(0.75, 1.15)
            c, s = math.cos(turn), math.sin(turn)
            tip = (c * length, y - 0.28 * length, s * length)
            width = 0.004 + 0.10 * length
            a = (-s * width, y + 0.03, c * width)
            b = (s * width, y + 0.03, -c * width)
            triangles.append(f"triangle {{ {vector(a)}, {vector(b)}, {vector(tip)} }}")
    return "#declare Pine_mesh = mesh {\n" + "\n".join(triangles) + "\n}\n"


def scenery():
    """Declarations that are the same in every frame: meshes and where things stand."""
    rng = random.Random(4)
    text = [
        envelope_mesh(envelope_grid()),
        union_macro("Balloon", ["T_envelope"], balloon_parts()),
        "#ifndef (Mask)",
        pine_mesh(rng),
        leaves_mesh("Oak_mesh", rng, [
            ((0, 0.66, 0), (0.34, 0.30, 0.34)), ((0.18, 0.55, 0.1), (0.24, 0.2, 0.24)),
            ((-0.17, 0.57, -0.08), (0.25, 0.2, 0.25))], 0.075, 900),
    ]
    cameras = [camera_at(frame).location for frame in range(0, FRAMES, 6)]
    plants = []
    # Tree-tops that the balloon passes behind when the camera comes down.
    for frame, aside, over in [(280, 0.0, 8.0), (289, 1.5, 4.0), (297, -0.5, 6.5)]:
        camera = camera_at(frame)
        x, y, z = add(mix(target_pose(frame).origin, camera.location, 0.7),
                      scale(camera.right, aside))
        base = ground(x, z)
        plants.append(plant("Pine", (x, base - 0.3, z), y + over - base, 40 * frame))
    placed = 0
    while placed < 1500:
        x, z = rng.uniform(-420, 420), rng.uniform(-300, 480)
        y = ground(x, z)
        grove = math.sin(0.035 * x + 1.3 * math.sin(0.021 * z)) + math.sin(0.04 * z - 0.02 * x)
        if y < 1.2 or y > 62 or grove < rng.uniform(0.2, 1.6) - 0.5 * (rng.random() < 0.06):
            continue
        size = rng.uniform(6.0, 11.0)
        # Low trees may stand under the camera's way, tall ones keep off it.
        if any(
            math.dist((eye[0], eye[2]), (x, z)) < 9 + max(0.0, y + size + 8 - eye[1])
            for eye in cameras
        ):
            continue
        kind = "Pine" if math.sin(0.013 * x - 0.017 * z) + rng.gauss(0, 0.4) > 0.1 else "Oak"
        plants.append(plant(kind, (x, y - 0.3, z), size, rng.uniform(0, 360)))
        placed += 1
    text.append("#macro Plants()\n" + "\n".join(plants) + "\n#end")
    text.append(f"#declare Ground_extent = {EXTENT}; #declare Ground_low = {LOW}; "
                f"#declare Ground_high = {HIGH};")
    text.append("#end\n")
    return "\n".join(text)


def prepare(folder):
    write_height_map(folder / "ground.pgm", ground, EXTENT, LOW, HIGH, CELLS)


def target_points():
    return [point for part in balloon_parts() for point in part.points()]
