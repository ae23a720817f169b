#!/usr/bin/env python3
"""Makes the sample clips and their ground truth from the scenes in `scenes/`.

    render.py                    both clips: NAME.mp4 and NAME.truth.csv beside this file
    render.py rover --draft      every 30th frame at half the size, as pictures only
    render.py --truth            the truth alone, without rendering a picture
    render.py --check            renders the target alone in white on black in some frames and
                                 compares the white pixels' bounds with NAME.truth.csv

Needs Python 3.9 and two programs of Debian's: `apt install povray ffmpeg`. Pictures are kept in
the folder of --work, so an interrupted rendering goes on where it stopped; after a change to a
scene, remove that folder.
"""

import argparse
import csv
import importlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from scenes.geometry import bounds  # noqa: E402

NAMES = ["rover", "balloon"]
WIDTH, HEIGHT, RATE = 640, 360, 30
CRF = {"rover": 24, "balloon": 23}
CHECK_SCALE = 4  # the check's pictures are finer than the clip's


def need(*programs):
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        packages = " ".join(missing)
        sys.exit(f"render.py: {', '.join(missing)} not found; on Debian: apt install {packages}")


def truth_rows(scene):
    points = scene.target_points()
    for frame in range(scene.FRAMES):
        camera, pose, _ = scene.shot(frame, WIDTH, HEIGHT)
        box = bounds(camera, pose, points)
        yield [frame, f"{frame / RATE:.6f}", *(f"{value:.3f}" for value in box)]


def write_truth(name, scene):
    with open(HERE / f"{name}.truth.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["frame", "timestamp", "x", "y", "width", "height"])
        writer.writerows(truth_rows(scene))


def write_scene(scene, folder):
    """The include files that the scene's .pov reads: what stays, and each frame's camera."""
    scene.prepare(folder)
    (folder / "generated.inc").write_text(scene.scenery())
    cases = []
    for frame in range(scene.FRAMES):
        camera, _, declarations = scene.shot(frame, WIDTH, HEIGHT)
        declarations = f"#declare Frame_camera = {camera.povray()}\n{declarations}"
        cases.append(f"#case ({frame})\n{declarations}#break")
    text = "#switch (frame_number)\n" + "\n".join(cases) + "\n#end\n"
    (folder / "frames.inc").write_text(text)


def povray(name, scene, folder, output, width, height, frame=None, options=()):
    """Renders one frame, or with `frame` None all those that are not there yet."""
    output.mkdir(parents=True, exist_ok=True)
    last = scene.FRAMES - 1
    command = [
        "povray", f"+I{HERE / 'scenes' / name}.pov", f"+L{folder}", f"+O{output}/", "+FN8",
        f"+W{width}", f"+H{height}", "+KFI0", f"+KFF{last}", "+WT2",
        "-D", "-GD", "-GR", "-GS", "-V", *options,
    ]
    if frame is not None:
        command += [f"+SF{frame}", f"+EF{frame}"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    if result.returncode != 0:
        sys.exit(f"render.py: povray failed on {name}\n{result.stderr[-500:]}")


def picture(output, name, frame, scene):
    digits = len(str(scene.FRAMES - 1))
    return output / f"{name}{frame:0{digits}d}.png"


def encode(name, scene, pictures):
    digits = len(str(scene.FRAMES - 1))
    subprocess.run([
        "ffmpeg", "-v", "error", "-y", "-framerate", str(RATE),
        "-i", str(pictures / f"{name}%0{digits}d.png"),
        # A little sensor noise, as a camera has it; the same in every run.
        "-vf", "noise=all_seed=7:all_strength=2:all_flags=t,"
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
        "-c:v", "libx264", "-preset", "slow", "-crf", str(CRF[name]), "-g", "60", "-threads", "2",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-color_range", "tv", "-an", "-map_metadata", "-1", "-fflags", "+bitexact",
        "-flags:v", "+bitexact", "-movflags", "+faststart", str(HERE / f"{name}.mp4"),
    ], check=True)


def make(name, scene, work):
    pictures = work / name / "pictures"
    started = time.monotonic()
    wanted = [picture(pictures, name, frame, scene) for frame in range(scene.FRAMES)]
    fresh = sum(not path.exists() for path in wanted)
    if fresh:
        # +C: POV-Ray skips the pictures that are complete.
        options = ["+A0.3", "+AM1", "+R2", "+C"]
        povray(name, scene, work / name, pictures, WIDTH, HEIGHT, options=options)
    seconds = time.monotonic() - started
    encode(name, scene, pictures)
    size = (HERE / f"{name}.mp4").stat().st_size
    print(
        f"{name}: {scene.FRAMES} frames, {fresh} rendered in {seconds:.0f} s, {size / 1e6:.2f} MB"
    )


def draft(name, scene, work, step):
    output = work / name / "draft"
    for frame in range(0, scene.FRAMES, step):
        povray(name, scene, work / name, output, WIDTH // 2, HEIGHT // 2, frame, ["+A0.3", "+R2"])
        print(picture(output, name, frame, scene))


def mask_bounds(path):
    """The bounds of all pixels that are not black, as left, top, right, bottom."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    width, height = WIDTH * CHECK_SCALE, HEIGHT * CHECK_SCALE
    rows = [data[row * width : (row + 1) * width] for row in range(height)]
    lit = [row for row in range(height) if max(rows[row]) > 127]
    left = min(next(c for c in range(width) if rows[r][c] > 127) for r in lit)
    right = max(next(c for c in range(width - 1, -1, -1) if rows[r][c] > 127) for r in lit) + 1
    return [value / CHECK_SCALE for value in (left, lit[0], right, lit[-1] + 1)]


def check(name, scene, work, step):
    with open(HERE / f"{name}.truth.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    output = work / name / "mask"
    worst = 0.0
    for frame in range(0, scene.FRAMES, step):
        povray(name, scene, work / name, output, WIDTH * CHECK_SCALE, HEIGHT * CHECK_SCALE, frame,
               ["-A", "Declare=Mask=1"])
        x, y, width, height = (float(rows[frame][key]) for key in ("x", "y", "width", "height"))
        # The pictures end at the frame's edge, the truth does not.
        truth = (max(x, 0), max(y, 0), min(x + width, WIDTH), min(y + height, HEIGHT))
        seen = mask_bounds(picture(output, name, frame, scene))
        apart = max(abs(a - b) for a, b in zip(truth, seen))
        worst = max(worst, apart)
        print(f"{name} frame {frame}: truth {[round(v, 2) for v in truth]}, mask {seen}, "
              f"apart {apart:.2f} px")
    print(f"{name}: at most {worst:.2f} px apart")
    return worst <= 1.0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; default: all"
    )
    parser.add_argument("--work", type=Path, default=HERE / ".work", help="folder for the pictures")
    parser.add_argument(
        "--step", type=int, default=30, help="with --draft and --check: every Nth frame"
    )
    action = parser.add_mutually_exclusive_group()
    for flag in ("--draft", "--truth", "--check"):
        action.add_argument(flag, action="store_true")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in NAMES:
            parser.error(f"no scene is called {name}; there are {', '.join(NAMES)}")
    if not arguments.truth:
        need("povray", "ffmpeg")

    good = True
    for name in arguments.names or NAMES:
        scene = importlib.import_module(f"scenes.{name}")
        folder = arguments.work.resolve() / name
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.truth:
            write_truth(name, scene)
            continue
        write_scene(scene, folder)
        if arguments.draft:
            draft(name, scene, folder.parent, arguments.step)
        elif arguments.check:
            good = check(name, scene, folder.parent, arguments.step) and good
        else:
            write_truth(name, scene)
            make(name, scene, folder.parent)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
