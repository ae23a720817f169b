"""Points, shapes, poses and the camera: what the picture and its truth have in common.

A target is a list of parts. `povray()` writes a part for the picture, `points()` gives points of
its surface for the truth, both from the same numbers. POV-Ray's coordinates are left-handed:
x to the right, y up, z away from the viewer.
"""

import math
from dataclasses import dataclass


def add(a, b):
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def subtract(a, b):
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a, factor):
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(a):
    return scale(a, 1 / math.sqrt(dot(a, a)))


def mix(a, b, share):
    return add(scale(a, 1 - share), scale(b, share))


def smoothstep(low, high, value):
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3 - 2 * share)


def vector(a):
    return "<" + ", ".join(f"{value:.12g}" for value in a) + ">"


def keyframes(frame, keys):
    """Catmull-Rom interpolation through `keys`: (frame, value, value, ...), sorted by frame."""
    if frame <= keys[0][0]:
        return keys[0][1:]
    if frame >= keys[-1][0]:
        return keys[-1][1:]
    index = max(i for i, key in enumerate(keys) if key[0] <= frame)

    def slope(i, column):
        before, after = keys[max(i - 1, 0)], keys[min(i + 1, len(keys) - 1)]
        if i in (0, len(keys) - 1):
            return 0.0
        return (after[column] - before[column]) / (after[0] - before[0])

    start, end = keys[index], keys[index + 1]
    span = end[0] - start[0]
    t = (frame - start[0]) / span
    return tuple(
        (2 * t**3 - 3 * t**2 + 1) * start[c]
        + (t**3 - 2 * t**2 + t) * span * slope(index, c)
        + (3 * t**2 - 2 * t**3) * end[c]
        + (t**3 - t**2) * span * slope(index + 1, c)
        for c in range(1, len(start))
    )


@dataclass(frozen=True)
class Pose:
    """A rigid placement: where the local axes and the local origin go."""

    x: tuple = (1.0, 0.0, 0.0)
    y: tuple = (0.0, 1.0, 0.0)
    z: tuple = (0.0, 0.0, 1.0)
    origin: tuple = (0.0, 0.0, 0.0)

    @staticmethod
    def facing(origin, forward, up=(0.0, 1.0, 0.0)):
        """Local z along `forward`, local y as near to `up` as that allows."""
        z = unit(forward)
        x = unit(cross(up, z))
        return Pose(x, cross(z, x), z, origin)

    def apply(self, p):
        return tuple(
            p[0] * self.x[i] + p[1] * self.y[i] + p[2] * self.z[i] + self.origin[i]
            for i in range(3)
        )

    def povray(self):
        values = (*self.x, *self.y, *self.z, *self.origin)
        return "matrix <" + ", ".join(f"{value:.9g}" for value in values) + ">"


class Camera:
    """POV-Ray's perspective camera with square pixels. `focal` is in picture heights."""

    def __init__(self, location, target, focal, width, height):
        self.location, self.focal, self.width, self.height = location, focal, width, height
        self.forward = unit(subtract(target, location))
        self.right = unit(cross((0.0, 1.0, 0.0), self.forward))
        self.up = cross(self.forward, self.right)

    def project(self, point):
        """Pixels, continuous: (0, 0) is the top-left corner of the top-left pixel."""
        ray = subtract(point, self.location)
        depth = dot(ray, self.forward)
        if depth <= 0:
            raise ValueError(f"the point {point} is behind the camera")
        pixels = self.focal * self.height / depth
        return (
            self.width / 2 + dot(ray, self.right) * pixels,
            self.height / 2 - dot(ray, self.up) * pixels,
        )

    def povray(self):
        aspect = self.width / self.height
        return (
            f"camera {{ perspective location {vector(self.location)} "
            f"right {vector(scale(self.right, aspect))} up {vector(self.up)} "
            f"direction {vector(scale(self.forward, self.focal))} }}"
        )


# Shapes. A circle of n points misses its extreme by at most r (1 - cos(pi / n)): for 96 points
# 0.0005 r, under a twentieth of a pixel for the largest circle in the clips.
CIRCLE = [(math.cos(2 * math.pi * i / 96), math.sin(2 * math.pi * i / 96)) for i in range(96)]


@dataclass(frozen=True)
class Box:
    low: tuple
    high: tuple

    def povray(self):
        return f"box {{ {vector(self.low)}, {vector(self.high)}"

    def points(self):
        a, b = self.low, self.high
        return [(x, y, z) for x in (a[0], b[0]) for y in (a[1], b[1]) for z in (a[2], b[2])]


@dataclass(frozen=True)
class Cone:
    """A cone's frustum with its two ends; a cylinder where both radii are equal."""

    start: tuple
    start_radius: float
    end: tuple
    end_radius: float

    def povray(self):
        ends = f"{vector(self.start)}, {self.start_radius}, {vector(self.end)}, {self.end_radius}"
        return f"cone {{ {ends}"

    def points(self):
        axis = unit(subtract(self.end, self.start))
        side = unit(cross(axis, (1.0, 0.0, 0.0) if abs(axis[0]) < 0.9 else (0.0, 1.0, 0.0)))
        other = cross(axis, side)
        found = []
        for centre, radius in ((self.start, self.start_radius), (self.end, self.end_radius)):
            for c, s in CIRCLE if radius > 0 else [(0.0, 0.0)]:
                found.append(add(centre, add(scale(side, c * radius), scale(other, s * radius))))
        return found


def Cylinder(start, end, radius):
    return Cone(start, radius, end, radius)


@dataclass(frozen=True)
class Sphere:
    centre: tuple
    radius: float

    def povray(self):
        return f"sphere {{ {vector(self.centre)}, {self.radius}"

    def points(self):
        found = []
        for step in range(1, 48):
            polar = math.pi * step / 48
            for c, s in CIRCLE:
                ring = math.sin(polar)
                offset = (c * ring, math.cos(polar), s * ring)
                found.append(add(self.centre, scale(offset, self.radius)))
        return found


@dataclass(frozen=True)
class Mesh:
    """Triangles declared under `name` in the generated include file; `vertices` are its corners."""

    name: str
    vertices: tuple

    def povray(self):
        return f"object {{ {self.name}"

    def points(self):
        return list(self.vertices)


@dataclass(frozen=True)
class Part:
    """A shape, the name of its texture in the scene file, and where it sits in the object."""

    shape: object
    texture: str
    pose: Pose = Pose()

    def povray(self):
        # In the check's pictures every part is flat white: the same geometry, another texture.
        texture = f"#ifdef (Mask) texture {{ T_mask }} #else texture {{ {self.texture} }} #end"
        return f"{self.shape.povray()} {texture} {self.pose.povray()} }}"

    def points(self):
        return [self.pose.apply(point) for point in self.shape.points()]


def union_macro(name, parameters, parts):
    lines = "\n  ".join(part.povray() for part in parts)
    return f"#macro {name}({', '.join(parameters)})\nunion {{\n  {lines}\n}}\n#end\n"


def bounds(camera, pose, points):
    """The rectangle around the projection of `points`: x, y, width, height."""
    projected = [camera.project(pose.apply(point)) for point in points]
    left, right = min(p[0] for p in projected), max(p[0] for p in projected)
    top, bottom = min(p[1] for p in projected), max(p[1] for p in projected)
    return (left, top, right - left, bottom - top)


def write_height_map(path, height, extent, low, high, cells):
    """A 16-bit PGM for a POV-Ray height_field over [-extent, extent] in x and z."""
    rows = bytearray()
    for row in range(cells + 1):
        z = extent - 2 * extent * row / cells
        for column in range(cells + 1):
            y = height(2 * extent * column / cells - extent, z)
            value = int(65535 * min(1.0, max(0.0, (y - low) / (high - low))))
            rows += value.to_bytes(2, "big")
    with open(path, "wb") as file:
        # POV-Ray wants a line for each.
        file.write(f"P5\n{cells + 1} {cells + 1}\n65535\n".encode())
        file.write(rows)


def leaves_mesh(name, random, clusters, leaf, count):
    """A canopy: `count` leaves of size `leaf` on the ellipsoids `clusters`: (centre, radii)."""
    triangles = []
    for _ in range(count):
        centre, radii = clusters[random.randrange(len(clusters))]
        outward = unit((random.gauss(0, 1), random.gauss(0, 1), random.gauss(0, 1)))
        depth = 0.75 + 0.3 * random.random()
        place = tuple(centre[i] + outward[i] * radii[i] * depth for i in range(3))
        lean = unit((random.gauss(0, 1), random.gauss(0, 0.6), random.gauss(0, 1)))
        side = unit(cross(outward, lean))
        size = leaf * (0.7 + 0.6 * random.random())
        tip = add(place, scale(lean, size * 1.5))
        a, b = add(place, scale(side, size / 2)), add(place, scale(side, -size / 2))
        triangles.append(f"triangle {{ {vector(a)}, {vector(b)}, {vector(tip)} }}")
    return f"#declare {name} = mesh {{\n" + "\n".join(triangles) + "\n}\n"
