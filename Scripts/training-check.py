#!/usr/bin/env python3
"""What Scripts/test-mpi.sh and Scripts/test-cluster.sh share: a short training, and comparing losses.

    training-check.py recipe SOURCE TARGET BATCHES   # BATCHES of two pairs count as one step
    training-check.py losses FOLDER FOLDER           # of two trainings; exits with 1 if they differ
"""
import json
import sys

STEPS = 60


def make_recipe(source, target, batches):
    recipe = json.load(open(source))
    recipe.update(batch_size=2, batches_per_step=int(batches))
    recipe["stages"] = recipe["stages"][:1]
    recipe["stages"][0]["steps"] = STEPS
    # Rounding switches some ReLU now and then, which steps of the recipe's own size soon make visible.
    recipe["learning_rate"] = {"peak": 1e-4, "warm_up_steps": 0, "decay": {"type": "constant"}}
    recipe["validation"]["every"] = STEPS
    recipe["crops"]["maximum_views"] = 20
    json.dump(recipe, open(target, "w"))


def losses(folder):
    entries = [json.loads(line) for line in open(folder + "/metrics.jsonl")]
    return {e["step"]: e["values"]["loss"] for e in entries if "loss" in e["values"]}


def compare(one, other):
    one, other = losses(one), losses(other)
    print("losses:", one, "\n   and:", other, file=sys.stderr)
    same = one and one.keys() == other.keys() and all(
        abs(one[step] - other[step]) <= 1e-4 * abs(one[step]) for step in one)
    sys.exit(not same)


command, *arguments = sys.argv[1:]
{"recipe": make_recipe, "losses": compare}[command](*arguments)
