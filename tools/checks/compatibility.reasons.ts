/** What is written by hand about compatibility: why a name of JAX is absent here, and where one that is present differs. */

/** Names by pattern (`*` is any text), and why they are absent. The first pattern that fits counts. */
export const reasons: readonly (readonly [pattern: string, reason: string])[] = [
  ["jax.numpy.(complex128|cdouble|complex_)", "128-bit elements, which JAX too has only with `jax_enable_x64`"],
  [
    "jax.numpy.ComplexWarning",
    "a class of Python's warnings; where complex numbers lose their imaginary part nothing is printed",
  ],
  ["jax.lax.linalg.EigImplementation", "there is one algorithm"],
  ["jax.numpy.(float64|double|float_|int64|uint64)", "64-bit elements, which JAX too has only with `jax_enable_x64`"],
  [
    "jax.numpy.(float[468]_.*|u?int[124])",
    "elements of less than a byte, or of 8-bit floats: no device here computes them",
  ],
  ["jax.numpy.(character|flexible|object_)", "no array of JAX has strings or objects as elements"],
  ["jax.numpy.(dtype|ndarray|ufunc)", "a class of NumPy; dtypes are strings here, and arrays are `jax.Array`"],
  ["jax.numpy.(fromfile|fromiter)", "not implemented by JAX either"],
  ["jax.numpy.from_dlpack", "shares memory between libraries of Python"],
  [
    "jax.numpy.(get_printoptions|set_printoptions|printoptions|array_repr|array_str)",
    "printing has no options: `String(x)` prints as JAX does by default",
  ],
  ["jax.numpy.frompyfunc", "a NumPy ufunc of a Python function; write a function, or use `jnp.vectorize`"],
  [
    "jax.lax.(AccuracyMode|Tolerance|Precision|DotAlgorithm|DotAlgorithmPreset)",
    "there is one precision: float32 throughout",
  ],
  [
    "jax.lax.(after_all|create_token|dce_sink|stage|shape_as_value|composite|optimization_barrier|platform_dependent)",
    "speaks to XLA's compiler",
  ],
  ["jax.lax.(rng_bit_generator|rng_uniform|RandomAlgorithm)", "XLA's own generators; use `jax.random`"],
  [
    "jax.lax.(ConvDimensionNumbers|DotDimensionNumbers|GatherDimensionNumbers|ScatterDimensionNumbers)",
    "a type here, not a value: give an object or list with its fields",
  ],
  ["jax.lax.(GatherScatterMode|RoundingMethod)", 'words here: `"clip"`, `"fill"`, `"toNearestEven"`'],
  ["jax.lax.(psend|precv|pbroadcast|pcast|pshuffle|ragged_all_to_all)", "not for the meshes of this runtime"],
  ["jax.lax.(ragged_dot_general|RaggedDot.*|scaled_dot)", "kernels of TPUs and recent GPUs"],
  ["jax.tree.static", "declares a field of a Python dataclass; give `metaFields` to `registerDataclass`"],
  ["jax.nn.(scaled_dot_general|scaled_matmul|get_scaled_dot_general_config)", "needs 4- and 8-bit floats"],
  ["jax.lax.linalg.(.*Implementation|SvdAlgorithm)", "there is one algorithm"],
  [
    "jax.(.*_guard|.*_guard_.*|copy_to_host_async|array_garbage_collection_guard|allow_f16_reductions|auto_pcast)",
    "speaks to XLA or to Python's memory",
  ],
  [
    "jax.(debug_(infs|key_reuse|nans)|enable_(checks|custom_prng|x64)|default_(matmul_precision|prng_impl)|check_tracer_leaks|checking_leaks|log_compiles|explain_cache_misses|legacy_prng_key|no_execution|no_tracing|numpy_.*_promotion|softmax_custom_jvp|threefry_partitionable|jax2tf_.*|remove_size_one_.*|memory|make_user_context|use_.*|thread_guard)",
    "a setting of JAX's Python implementation",
  ],
  ["jax.(host_count|host_id|host_ids|process_.*|make_array_from_.*)", "one process; beyond it, export to JAX"],
  ["jax.(new_ref|empty_ref|free_ref|freeze|Ref|ad)", "mutable arrays of JAX are experimental"],
  ["jax.nn.initializers.Initializer", "a type here, not a value"],
  ["flax.nnx.(A|M)", "a type variable of Python's annotations"],
  ["flax.nnx.PureState", "a type here, not a value: `nnx.PureState` is `[GraphDef, State]`"],
  [
    "flax.nnx.(var_defaults|vars_as|with_vars)",
    "chooses between kinds of Variables that only JAX's experimental mutable arrays have",
  ],
  [
    "flax.nnx.set_graph_(mode|updates)",
    "there is one mode, Flax's default: modules are graphs, and changes of their structure come through",
  ],
  [
    "jax.sharding.(AbstractDevice|ManualAxisType|auto_axes|explicit_axes)",
    "shardings as part of an array's type; here a partitioner finds them",
  ],
  ["optax.(losses.)?convex_kl_divergence", "deprecated there: `generalized_kl_divergence`"],
  ["optax.optimistic_adam", "deprecated there: `optimistic_adam_v2`"],
  ["optax.(schedules.)?InjectHyperparamsState", "deprecated there: `InjectStatefulHyperparamsState`"],
  [
    "optax.(GradientTransformation(ExtraArgs)?|TransformInitFn|TransformUpdate(ExtraArgs)?Fn|(transforms.)?(ShouldSkipUpdateFunction|ConditionFn)|(schedules.)?StatefulSchedule)",
    "a type here, not a value",
  ],
  ["jax.(smap|Shard|default_device)", "`shardMap`, `x.addressableShards` and `devicePut` do this"],
  ["jax.ds", "slices of mutable arrays, which JAX calls experimental"],
  ["jax.float0", "a dtype of NumPy for derivatives of integers; those are zeros of the integer's shape here"],
  ["jax.tree_util.Key(Entry|Path)", "a type here, not a value"],
  ["jax.tree_util.default_registry", "speaks to JAX's implementation of pytrees"],
  ["jax.debug.(Ordered)?DebugEffect", "speaks to XLA's compiler"],
  ["*", "not written yet"],
];

/** Where a name that is present does something else than the rule of names and calls says. */
export const differences: Readonly<Record<string, string>> = {
  "jax.lax.linalg.tridiagonal": "from the lower triangle only",
  "jax.lax.linalg.schur": "of complex matrices only: the triangle of a real one would not be one",
  "jax.numpy.load": "takes the bytes of a file, of `.npy` or of `.npz`, which is not to be compressed",
  "jax.numpy.save": "gives the bytes of a file: `save(arr)`",
  "jax.numpy.savez": "gives the bytes of a file: `savez(arrays)`, an object or a list",
  "jax.lax.reduce": "the computation must be commutative, too",
  "jax.numpy.einsum_path": "the second result has `naiveCost`, `optimizedCost`, `largestIntermediate`; no `optimize`",
  "jax.numpy.array":
    '`jnp.array([1, 2])` is int32 as in Python, but `[1.0, 2.0]` cannot be told from it: say `{ dtype: "float32" }`',
  "jax.numpy.bool": "called `jnp.bool_`",
  "jax.numpy.matmul": "no `precision`: products are of float32 throughout",
  "jax.random.bernoulli": "`p` is an option, and so is `shape`",
  "jax.random.choice": "`shape` is the third argument",
  "jax.random.split": "`num` is the second argument",
};
