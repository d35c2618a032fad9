"""Numbers that Optax's optimizers default to, by inspect.signature: {name: {parameter: value}}, in our spelling."""
import inspect, json, pathlib
import optax


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def numbers(f):
    parameters = inspect.signature(f).parameters.values()
    return {camel(p.name): p.default for p in parameters if isinstance(p.default, float)}


names = {
    optax: "adabelief adadelta adafactor adagrad adam adamax adamaxw adamw adan amsgrad fromage lamb lars lion nadam nadamw noisy_sgd "
    "novograd optimistic_adam_v2 optimistic_gradient_descent polyak_sgd radam rmsprop rprop signum sm3 yogi",
    optax.contrib: "acprop ademamix adopt cocob dadapt_adamw dog dowg madgrad momo momo_adam muon prodigy schedule_free_adamw "
    "schedule_free_sgd simplified_ademamix sophia",
}
table = {camel(name): numbers(getattr(module, name)) for module, listed in names.items() for name in listed.split()}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(table, separators=(",", ":")) + "\n")
