"""What is read without Spark: spaces of other libraries, where they are installed, and signatures of functions."""

import math
import unittest
from functools import partial

from espalier.foreign import parameters
from espalier.maps import to_seconds
from espalier.payload import _arguments
from espalier.spaces import Parameter, choice, loguniform, randint, uniform


def shown(space):
    found, problems = parameters(space)
    return {
        name: (one.kind, one.values, one.scale, one.step, one.when) for name, one in found.items()
    }, problems


class SpaceTest(unittest.TestCase):
    def test_what_is_no_space_is_refused(self):
        self.assertEqual(len(parameters({})[1]), 1)
        self.assertEqual(len(parameters(3)[1]), 1)
        space = {"a": 3, "b": [1, 2], 4: [1], "c": Parameter("int", [1, 2]), "d": (0.1, 1), "e": range(2)}
        found, problems = shown(space)
        self.assertEqual(list(found), ["b", "c", "e"])
        self.assertEqual(len(problems), 3)
        self.assertIn("[3] to fix it", problems[0])
        self.assertIn("d: is (0.1, 1), a range or a choice; use espalier.uniform", problems[2])

    def test_ranges_and_choices(self):
        self.assertEqual(choice([0.0, 0.5]).values, [0.0, 0.5])
        self.assertEqual(choice(0.0, 0.5).values, [0.0, 0.5])
        self.assertEqual(choice([[1, 2]]).values, [[1, 2]])
        self.assertEqual(choice("ab").values, ["ab"])
        self.assertEqual((randint(1, 9, log=True).kind, randint(1, 9, log=True).scale), ("int", "log"))
        self.assertEqual((uniform(0, 1, step=0.1).step, loguniform(1, 2, reverse=True).scale), (0.1, "reverse-log"))
        self.assertEqual(repr(loguniform(1, 2)), "espalier.loguniform(1, 2)")
        self.assertIn("both included", (randint.__doc__ or "").splitlines()[0])

    def test_a_time_is_seconds_or_a_text_with_a_unit_of_a_study_file(self):
        for given, expected in {"5m": 300, "90 s": 90, "1.5 hours": 5400, "2d": 172800, "250ms": 0.25, 7: 7}.items():
            self.assertEqual(to_seconds(given), expected)
        for wrong in ("5", "5 parsecs", "m", "-5m", ["5m"]):
            with self.assertRaises(TypeError):
                to_seconds(wrong)

    def test_hyperopt(self):
        try:
            from hyperopt import hp
        except ImportError:
            self.skipTest("no hyperopt")
        space = {
            "lr": hp.loguniform("any", math.log(1e-4), 0),
            "x": hp.uniform("x", -1, 1),
            "kind": hp.choice("kind", ["a", None]),
            "n": hp.randint("n", 5),
            "m": hp.randint("m", 2, 7),
            "u": hp.uniformint("u", 1, 5),
        }
        found, problems = shown(space)
        self.assertEqual(problems, [])
        self.assertAlmostEqual(found["lr"][1][0], 1e-4)
        self.assertEqual(found["lr"][2], "log")
        self.assertEqual(found["x"], ("float", [-1, 1], "linear", None, {}))
        self.assertEqual(found["kind"][:2], ("choice", ["a", None]))
        self.assertEqual([found[name][1] for name in "nmu"], [[0, 4], [2, 6], [1, 5]])
        refused = {
            "q": hp.quniform("q", 0, 10, 2),
            "g": hp.normal("g", 0, 1),
            "p": hp.pchoice("p", [(0.3, "u"), (0.7, "v")]),
            "e": hp.choice("e", [{"m": hp.uniform("m", 0, 1)}, {"n": 1}]),
            "d": {"inner": hp.uniform("inner", 0, 1)},
        }
        found, problems = shown(refused)
        self.assertEqual(found, {})
        for name, wrong in zip("qgpe", ("hp.quniform", "hp.normal", "hp.pchoice", "hp.choice of expressions")):
            self.assertTrue(any(line.startswith("space: %s: is %s" % (name, wrong)) for line in problems), problems)
        self.assertEqual(len(problems), 5)

    def test_optuna(self):
        try:
            from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
        except ImportError:
            self.skipTest("no optuna")
        found, problems = shown(
            {
                "lr": FloatDistribution(1e-5, 1e-1, log=True),
                "drop": FloatDistribution(0, 0.5, step=0.1),
                "n": IntDistribution(1, 9, step=2),
                "w": IntDistribution(1, 64, log=True),
                "one": IntDistribution(3, 3),
                "opt": CategoricalDistribution(("sgd", None)),
            }
        )
        self.assertEqual(problems, [])
        self.assertEqual(found["lr"], ("float", [1e-5, 1e-1], "log", None, {}))
        self.assertEqual(found["drop"][3], 0.1)
        self.assertEqual(found["n"], ("int", [1, 9], "linear", 2, {}))
        self.assertEqual(found["w"][2:4], ("log", None))
        self.assertEqual(found["one"][:2], ("choice", [3]))
        self.assertEqual(found["opt"][1], ["sgd", None])

    def test_keras_tuner(self):
        try:
            from keras_tuner import HyperParameters
        except ImportError:
            self.skipTest("no keras_tuner")
        hp = HyperParameters()
        hp.Int("layers", 1, 3)
        hp.Float("lr", 1e-4, 1e-1, sampling="log")
        hp.Choice("opt", ["sgd", "adam"])
        hp.Boolean("bias")
        hp.Fixed("z", 3)
        with hp.conditional_scope("opt", ["sgd"]):
            hp.Float("momentum", 0, 0.99, step=0.33)
        hp.Int("width", 8, 128, step=2, sampling="log")
        found, problems = shown(hp)
        self.assertEqual(
            found,
            {
                "layers": ("int", [1, 3], "linear", None, {}),
                "lr": ("float", [1e-4, 1e-1], "log", None, {}),
                "opt": ("choice", ["sgd", "adam"], "linear", None, {}),
                "bias": ("choice", [False, True], "linear", None, {}),
                "z": ("choice", [3], "linear", None, {}),
                "momentum": ("float", [0, 0.99], "linear", 0.33, {"opt": ["sgd"]}),
            },
        )
        self.assertEqual(len(problems), 1)
        self.assertIn("space: width: has sampling 'log' and step 2", problems[0])


class ObjectiveTest(unittest.TestCase):
    def test_arguments_of_a_function_are_read_from_its_signature(self):
        both = ["config", "trial"]
        for function, arguments in (
            (lambda c, t: 0, both),
            (lambda trial, config: 0, ["trial", "config"]),
            (lambda config, trial=None: 0, both),
            (lambda *given: 0, both),
            (partial(lambda c, t, depth: 0, depth=1), both),
            (max, both),  # a builtin without a signature
            (partial(lambda depth, config: 0, 3), ["config"]),
            (lambda config, verbose=False: 0, ["config"]),
            (lambda trial, verbose=False: 0, ["trial"]),
            (lambda: 0, None),
            (lambda a, b, c: 0, None),
            (lambda config, *, needed: 0, None),
        ):
            self.assertEqual(_arguments(function), arguments)
