"""Lets the vot-toolkit evaluate `track trax` on the sample clips and compares its numbers, and runs.

    check_workspace.py TRACK MEASURE CLIPS WORK --model FOLDER --runner FOLDER

TRACK is the program, MEASURE the one that computes a workspace's numbers with this package, WORK
where the workspaces go. RUNNER holds a vot-toolkit that can run the experiments: 0.9.0 and 0.8, with
any tracker of TraX, stop in those with resets ("'list' object has no attribute 'properties'") and in
those from anchors ("ObjectQuery.state must be a Region"). Its analyses are sound, and it is their
numbers that are compared. `track evaluate` runs the same protocols over the same sequences; what it
writes must be the toolkit's runs, frame by frame.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from vot.region import Special
from vot.region.io import read_trajectory

from vot_workspace import CONTROL, SHIPPED, write_control, write_sequences, write_workspace

STACKS = {"vot2019/shortterm": "resets", "vot2022/shorttermbox": "anchors"}
"""Two of the toolkit's own stacks, of which the experiment baseline is run, and their protocols."""

TOLERANCE = {"resets": 1e-6, "anchors": 1e-9}
"""The toolkit sums the curve of runs with resets in 32-bit floats."""

SAME = 1e-3
"""Pixels between edges that are the same."""


def run(command: list, **environment: str) -> str:
    result = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False,
        env=os.environ | environment,
    )  # fmt: skip
    if result.returncode != 0:
        raise SystemExit(f"{command}: {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result.stdout + result.stderr


def vot(*arguments: object, path: Path | None = None) -> None:
    """Runs the toolkit, which says in words and not by its exit code that something went wrong."""
    environment = {"PYTHONPATH": str(path)} if path else {}
    said = run([sys.executable, "-m", "vot", *arguments], **environment)
    if "successful" not in said:
        raise SystemExit(f"vot {' '.join(map(str, arguments))}: {said}")


def analysed(workspace: Path, protocol: str) -> dict[str, dict]:
    """What the toolkit's analyses say, by tracker."""
    vot("analysis", "--workspace", workspace, "--experiments", "baseline", "--name", "toolkit")
    report = json.loads((workspace / "analysis" / "toolkit.json").read_text())
    experiment = report["results"]["baseline"]
    by_analysis = {
        analysis["type"].split(".")[-1]: result
        for analysis, result in zip(experiment["parameters"]["analyses"], experiment["results"])
    }
    numbers = {}
    for index, tracker in enumerate(report["trackers"]):
        ar = by_analysis["AverageAccuracyRobustness"][index]
        [score] = by_analysis["EAOScore"][index]
        [curve] = by_analysis["EAOCurve"][index]
        # With resets: accuracy, mean failures, (robustness, accuracy), length; from anchors:
        # accuracy, robustness and more.
        robustness = ar[2][0] if protocol == "resets" else ar[1]
        numbers[tracker] = {
            "accuracy": ar[0], "robustness": robustness, "expectedOverlap": score, "curve": curve,
        }
        if protocol == "resets":
            numbers[tracker]["meanFailures"] = ar[1]
    return numbers


def same(region, other) -> bool:
    """Whether two regions are one, in the 32-bit floats that the toolkit keeps."""
    if isinstance(region, Special) or isinstance(other, Special):
        return str(region) == str(other)
    pairs = zip(region.bounds(), other.bounds(), strict=True)
    return all(abs(a - b) <= SAME for a, b in pairs)


def compare_runs(track: Path, workspace: Path, tracker: str, model: Path, protocol: str) -> bool:
    """Whether `track evaluate` gives the runs that lie in the workspace."""
    own = workspace / "own"
    run([
        track, "evaluate", workspace / "sequences", "--dataset", "vot", "--experiment", protocol,
        "--model", model, "--name", tracker, "--output", own, "--quiet",
    ])  # fmt: skip
    frames, apart = 0, []
    for path in sorted((workspace / "results" / tracker / "baseline").glob("*/*.bin")):
        if protocol == "resets" and not path.stem.endswith("_001"):
            continue
        [text] = own.glob(f"*/{tracker}/baseline/{path.parent.name}/{path.stem}.txt")
        expected, found = read_trajectory(str(path)), read_trajectory(str(text))
        frames += len(expected)
        if len(found) != len(expected):
            apart.append(f"{path.stem}: {len(found)} frames, expected {len(expected)}")
        apart += [
            f"{path.stem}, frame {frame}: {a}, expected {b}"
            for frame, (a, b) in enumerate(zip(found, expected)) if not same(a, b)
        ]
    print(f"    {'WRONG ' if apart else ''}runs of track evaluate: {frames} frames, "
          f"{len(apart)} apart")  # fmt: skip
    for line in apart[:3]:
        print(f"      {line}")
    return not apart


def farthest(found: list[float], expected: list[float]) -> float:
    if len(found) != len(expected):
        return float("inf")
    # Element 0 says nothing.
    return max(abs(a - b) for a, b in zip(found[1:], expected[1:]))


def compare(found: dict, expected: dict, tolerance: float) -> bool:
    good = True
    for key, value in expected.items():
        is_curve = isinstance(value, list)
        distance = farthest(found[key], value) if is_curve else abs(found[key] - value)
        shown = f"{len(value)} values" if is_curve else f"{found[key]:.6f}, toolkit {value:.6f}"
        wrong = "" if distance <= tolerance else "WRONG "
        good &= not wrong
        print(f"    {wrong}{key}: {shown}, apart by {distance:.1e} (at most {tolerance:g})")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("track", type=Path)
    parser.add_argument("measure", type=Path)
    parser.add_argument("clips", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    parser.add_argument("--runner", type=Path, required=True, help="folder of a vot-toolkit")
    arguments = parser.parse_args()
    work = arguments.work
    work.mkdir(parents=True)
    write_sequences(work / "sequences", arguments.clips)
    write_control(arguments.model, work / "control")
    models = {SHIPPED: arguments.model, CONTROL: work / "control"}
    trackers = {
        name: f"{arguments.track.resolve()} trax --model {model.resolve()}"
        for name, model in models.items()
    }
    good = True
    for stack, protocol in STACKS.items():
        workspace = work / stack.replace("/", "-")
        write_workspace(workspace, stack, work / "sequences", trackers)
        vot("evaluate", "--workspace", workspace, "--experiments", "baseline", *trackers,
            path=arguments.runner)  # fmt: skip
        expected = analysed(workspace, protocol)
        found = json.loads(run([arguments.measure, workspace, stack[3:7], *trackers]))
        for tracker in trackers:
            print(f"  {stack}, {tracker}")
            good &= compare(found[tracker], expected[tracker], TOLERANCE[protocol])
            good &= compare_runs(
                arguments.track, workspace, tracker, models[tracker], protocol)  # fmt: skip
    if not good:
        raise SystemExit("not everything agrees: see the lines marked WRONG")


if __name__ == "__main__":
    main()
