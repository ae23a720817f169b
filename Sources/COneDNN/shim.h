// oneDNN's C interface, as this package uses it. This is the only file that knows whether oneDNN's
// major version is 2 or 3.
//
// The two differ in how memory layouts are held (version 2: a struct by value; version 3: an opaque
// object), in how primitives are described (version 2: an operation descriptor first; version 3:
// directly) and in some arguments. The functions below have one signature for both. A `layout` is a
// memory descriptor on the heap: whoever gets one through a `layout **`-like argument or as a
// result destroys it with `onednn_layout_destroy`.
#ifndef CONEDNN_SHIM_H
#define CONEDNN_SHIM_H

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>

#if DNNL_VERSION_MAJOR != 2 && DNNL_VERSION_MAJOR != 3
#error "This package knows oneDNN's major versions 2 and 3."
#endif

#if DNNL_VERSION_MAJOR == 2
typedef dnnl_memory_desc_t *onednn_layout;
#else
typedef dnnl_memory_desc_t onednn_layout;
#endif

// MARK: Threads

typedef void (*onednn_set_threads)(int);
typedef int (*onednn_get_threads)(void);

/// OpenMP's `omp_set_num_threads`, which sets the calling thread's own number, or NULL where oneDNN
/// was built without OpenMP. It is looked up because only oneDNN links an OpenMP runtime, and which
/// one is not known here.
static inline onednn_set_threads onednn_find_set_threads(void) {
  return (onednn_set_threads)dlsym((void *)0 /* RTLD_DEFAULT */, "omp_set_num_threads");
}

/// OpenMP's `omp_get_max_threads`, or NULL; see `onednn_find_set_threads`.
static inline onednn_get_threads onednn_find_get_threads(void) {
  return (onednn_get_threads)dlsym((void *)0 /* RTLD_DEFAULT */, "omp_get_max_threads");
}

typedef void (*onednn_run_parallel)(void (*)(void *), void *, unsigned, unsigned);

/// What compilers call for `#pragma omp parallel`: runs a function on every thread of the calling
/// thread's team, or NULL; see `onednn_find_set_threads`. GCC's, LLVM's and Intel's OpenMP all have
/// it.
static inline onednn_run_parallel onednn_find_run_parallel(void) {
  return (onednn_run_parallel)dlsym((void *)0 /* RTLD_DEFAULT */, "GOMP_parallel");
}

/// OpenMP's `omp_get_thread_num`, or NULL; see `onednn_find_set_threads`.
static inline onednn_get_threads onednn_find_get_thread(void) {
  return (onednn_get_threads)dlsym((void *)0 /* RTLD_DEFAULT */, "omp_get_thread_num");
}

/// OpenMP's `omp_get_num_threads`, or NULL; see `onednn_find_set_threads`.
static inline onednn_get_threads onednn_find_get_team(void) {
  return (onednn_get_threads)dlsym((void *)0 /* RTLD_DEFAULT */, "omp_get_num_threads");
}

// MARK: Layouts

/// Puts a copy of `source` on the heap; NULL when out of memory.
#if DNNL_VERSION_MAJOR == 2
static inline onednn_layout onednn_layout_copy(const dnnl_memory_desc_t *source) {
  onednn_layout copy = (onednn_layout)malloc(sizeof(*copy));
  if (copy) *copy = *source;
  return copy;
}
#else
static inline onednn_layout onednn_layout_copy(const_dnnl_memory_desc_t source) {
  onednn_layout copy = NULL;
  return dnnl_memory_desc_clone(&copy, source) == dnnl_success ? copy : NULL;
}
#endif

static inline void onednn_layout_destroy(onednn_layout layout) {
#if DNNL_VERSION_MAJOR == 2
  free(layout);
#else
  dnnl_memory_desc_destroy(layout);
#endif
}

/// Elements at the given strides, counted in elements.
static inline dnnl_status_t onednn_layout_create_strided(
    onednn_layout *layout, int rank, const int64_t *extents, dnnl_data_type_t element,
    const int64_t *strides) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_memory_desc_t description;
  dnnl_status_t status =
      dnnl_memory_desc_init_by_strides(&description, rank, extents, element, strides);
  if (status != dnnl_success) return status;
  *layout = onednn_layout_copy(&description);
  return *layout ? dnnl_success : dnnl_out_of_memory;
#else
  return dnnl_memory_desc_create_with_strides(layout, rank, extents, element, strides);
#endif
}

/// A layout that the primitive shall choose.
static inline dnnl_status_t onednn_layout_create_any(
    onednn_layout *layout, int rank, const int64_t *extents, dnnl_data_type_t element) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_memory_desc_t description;
  dnnl_status_t status =
      dnnl_memory_desc_init_by_tag(&description, rank, extents, element, dnnl_format_tag_any);
  if (status != dnnl_success) return status;
  *layout = onednn_layout_copy(&description);
  return *layout ? dnnl_success : dnnl_out_of_memory;
#else
  return dnnl_memory_desc_create_with_tag(layout, rank, extents, element, dnnl_format_tag_any);
#endif
}

/// A (N, C, H, W) array in planes of 16 channels: (N, C / 16, H, W, 16).
static inline dnnl_status_t onednn_layout_create_planes(
    onednn_layout *layout, const int64_t *extents, dnnl_data_type_t element) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_memory_desc_t description;
  dnnl_status_t status =
      dnnl_memory_desc_init_by_tag(&description, 4, extents, element, dnnl_nChw16c);
  if (status != dnnl_success) return status;
  *layout = onednn_layout_copy(&description);
  return *layout ? dnnl_success : dnnl_out_of_memory;
#else
  return dnnl_memory_desc_create_with_tag(layout, 4, extents, element, dnnl_nChw16c);
#endif
}

/// The first `extents` elements of `whole` in each dimension, where they lie within `whole`.
static inline dnnl_status_t onednn_layout_create_part(
    onednn_layout *part, onednn_layout whole, const int64_t *extents) {
  const dnnl_dims_t origin = {0};
#if DNNL_VERSION_MAJOR == 2
  dnnl_memory_desc_t description;
  dnnl_status_t status = dnnl_memory_desc_init_submemory(&description, whole, extents, origin);
  if (status != dnnl_success) return status;
  *part = onednn_layout_copy(&description);
  return *part ? dnnl_success : dnnl_out_of_memory;
#else
  return dnnl_memory_desc_create_submemory(part, whole, extents, origin);
#endif
}

/// The type of a layout's elements.
static inline dnnl_data_type_t onednn_layout_element(onednn_layout layout) {
#if DNNL_VERSION_MAJOR == 2
  return layout->data_type;
#else
  dnnl_data_type_t element = dnnl_data_type_undef;
  dnnl_memory_desc_query(layout, dnnl_query_data_type, &element);
  return element;
#endif
}

// MARK: What the processor has

/// Whether the processor multiplies 16-bit floats itself.
static inline int onednn_has_bfloat16(void) {
  const unsigned needed = dnnl_cpu_isa_avx512_core_bf16;
  return ((unsigned)dnnl_get_effective_cpu_isa() & needed) == needed;
}

/// Whether the processor multiplies 8-bit integers and adds four products at a time.
static inline int onednn_has_int8(void) {
  const unsigned isa = (unsigned)dnnl_get_effective_cpu_isa();
  const unsigned vnni512 = dnnl_cpu_isa_avx512_core_vnni, vnni256 = dnnl_cpu_isa_avx2_vnni;
  return (isa & vnni512) == vnni512 || (isa & vnni256) == vnni256;
}

/// Whether the processor has AVX-512 with its extensions F, BW, VL and DQ.
static inline int onednn_has_avx512(void) {
  const unsigned needed = dnnl_cpu_isa_avx512_core;
  return ((unsigned)dnnl_get_effective_cpu_isa() & needed) == needed;
}

// MARK: What a primitive wants

/// The layout of one of a primitive's arguments, such as `dnnl_query_src_md`; NULL where it has
/// none.
static inline onednn_layout onednn_description_layout(
    const_dnnl_primitive_desc_t description, dnnl_query_t argument, int index) {
#if DNNL_VERSION_MAJOR == 2
  const dnnl_memory_desc_t *found = dnnl_primitive_desc_query_md(description, argument, index);
#else
  const_dnnl_memory_desc_t found = dnnl_primitive_desc_query_md(description, argument, index);
#endif
  return found ? onednn_layout_copy(found) : NULL;
}

/// Whether the factors of `onednn_multiply_channels` are an argument of the primitive, too.
static inline int onednn_channel_factors_are_an_argument(void) { return DNNL_VERSION_MAJOR != 2; }

/// The role of that argument.
static const int32_t onednn_channel_factors_argument =
    DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;

/// Multiplies the results of a primitive, bias included, with a factor for each channel, before the
/// operations that are appended later. `layout` is that of the factors as (1, C, 1, 1).
///
/// Version 3's own scales come before the bias; version 2.6's multiplication by an argument gives
/// wrong results in some convolutions with groups.
static inline dnnl_status_t onednn_multiply_channels(
    dnnl_primitive_attr_t attributes, dnnl_post_ops_t operations, int64_t count,
    const float *factors, onednn_layout layout) {
#if DNNL_VERSION_MAJOR == 2
  (void)operations, (void)layout;
  return dnnl_primitive_attr_set_output_scales(attributes, count, 1 << 1, factors);
#else
  (void)attributes, (void)count, (void)factors;
  return dnnl_post_ops_append_binary(operations, dnnl_binary_mul, layout);
#endif
}

static inline dnnl_status_t onednn_post_operations_append_eltwise(
    dnnl_post_ops_t operations, dnnl_alg_kind_t kind, float alpha, float beta) {
#if DNNL_VERSION_MAJOR == 2
  return dnnl_post_ops_append_eltwise(operations, 1.0f, kind, alpha, beta);
#else
  return dnnl_post_ops_append_eltwise(operations, kind, alpha, beta);
#endif
}

/// Adds the result to what is in the destination.
static inline dnnl_status_t onednn_post_operations_append_sum(
    dnnl_post_ops_t operations, dnnl_data_type_t element) {
#if DNNL_VERSION_MAJOR == 2
  (void)element;
  return dnnl_post_ops_append_sum(operations, 1.0f);
#else
  return dnnl_post_ops_append_sum(operations, 1.0f, 0, element);
#endif
}

// MARK: Descriptions of primitives, forward
//
// `purpose` is `dnnl_forward_inference` or `dnnl_forward_training`.

/// `bias` may be NULL. Dilations are oneDNN's: 0 for a dense kernel.
static inline dnnl_status_t onednn_describe_convolution(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_prop_kind_t purpose,
    dnnl_alg_kind_t kind, onednn_layout source, onednn_layout weights, onednn_layout bias,
    onednn_layout destination, const int64_t *strides, const int64_t *dilations,
    const int64_t *padding_before, const int64_t *padding_after,
    const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
      &operation, purpose, kind, source, weights, bias, destination, strides, dilations,
      padding_before, padding_after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#else
  return dnnl_convolution_forward_primitive_desc_create(
      description, engine, purpose, kind, source, weights, bias, destination, strides, dilations,
      padding_before, padding_after, attributes);
#endif
}

static inline dnnl_status_t onednn_describe_pooling(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_prop_kind_t purpose,
    dnnl_alg_kind_t kind, onednn_layout source, onednn_layout destination, const int64_t *strides,
    const int64_t *kernel, const int64_t *padding_before, const int64_t *padding_after,
    const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_pooling_desc_t operation;
  dnnl_status_t status = dnnl_pooling_forward_desc_init(
      &operation, purpose, kind, source, destination, strides, kernel, padding_before,
      padding_after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#else
  const dnnl_dims_t dense = {0};
  return dnnl_pooling_forward_primitive_desc_create(
      description, engine, purpose, kind, source, destination, strides, kernel, dense,
      padding_before, padding_after, attributes);
#endif
}

/// Source and destination share `layout`.
static inline dnnl_status_t onednn_describe_eltwise(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_prop_kind_t purpose,
    dnnl_alg_kind_t kind, onednn_layout layout, float alpha, float beta,
    const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_eltwise_desc_t operation;
  dnnl_status_t status =
      dnnl_eltwise_forward_desc_init(&operation, purpose, kind, layout, alpha, beta);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#else
  return dnnl_eltwise_forward_primitive_desc_create(
      description, engine, purpose, kind, layout, layout, alpha, beta, attributes);
#endif
}

/// With scale and shift, and with what `flags` add; source and destination share `layout`.
static inline dnnl_status_t onednn_describe_batch_normalization(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_prop_kind_t purpose,
    onednn_layout layout, float epsilon, unsigned flags, const_dnnl_primitive_attr_t attributes) {
  flags |= dnnl_use_scale | dnnl_use_shift;
#if DNNL_VERSION_MAJOR == 2
  dnnl_batch_normalization_desc_t operation;
  dnnl_status_t status =
      dnnl_batch_normalization_forward_desc_init(&operation, purpose, layout, epsilon, flags);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#else
  return dnnl_batch_normalization_forward_primitive_desc_create(
      description, engine, purpose, layout, layout, epsilon, flags, attributes);
#endif
}

static inline dnnl_status_t onednn_describe_addition(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, onednn_layout first,
    onednn_layout second, onednn_layout destination, const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_binary_desc_t operation;
  dnnl_status_t status =
      dnnl_binary_desc_init(&operation, dnnl_binary_add, first, second, destination);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#else
  return dnnl_binary_primitive_desc_create(
      description, engine, dnnl_binary_add, first, second, destination, attributes);
#endif
}

static inline dnnl_status_t onednn_describe_matrix_product(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, onednn_layout first,
    onednn_layout second, onednn_layout destination, const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_matmul_desc_t operation;
  dnnl_status_t status = dnnl_matmul_desc_init(&operation, first, second, NULL, destination);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#else
  return dnnl_matmul_primitive_desc_create(
      description, engine, first, second, NULL, destination, attributes);
#endif
}

static inline dnnl_status_t onednn_describe_concatenation(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, int dimension,
    const onednn_layout *sources, int count, const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_memory_desc_t *descriptions = (dnnl_memory_desc_t *)malloc(count * sizeof(*descriptions));
  if (!descriptions) return dnnl_out_of_memory;
  for (int index = 0; index < count; ++index) descriptions[index] = *sources[index];
  dnnl_status_t status = dnnl_concat_primitive_desc_create(
      description, NULL, count, dimension, descriptions, attributes, engine);
  free(descriptions);
  return status;
#else
  return dnnl_concat_primitive_desc_create(
      description, engine, NULL, count, dimension, (const_dnnl_memory_desc_t const *)sources,
      attributes);
#endif
}

static inline dnnl_status_t onednn_describe_reorder(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, onednn_layout source,
    onednn_layout destination, const_dnnl_primitive_attr_t attributes) {
  return dnnl_reorder_primitive_desc_create(
      description, source, engine, destination, engine, attributes);
}

// MARK: Descriptions of primitives, backward
//
// `forward` is the description of the primitive that computed what is now differentiated.

static inline dnnl_status_t onednn_describe_convolution_of_source_gradient(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_alg_kind_t kind,
    onednn_layout source, onednn_layout weights, onednn_layout destination,
    const int64_t *strides, const int64_t *dilations, const int64_t *padding_before,
    const int64_t *padding_after, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_backward_data_desc_init(
      &operation, kind, source, weights, destination, strides, dilations, padding_before,
      padding_after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, forward);
#else
  return dnnl_convolution_backward_data_primitive_desc_create(
      description, engine, kind, source, weights, destination, strides, dilations, padding_before,
      padding_after, forward, attributes);
#endif
}

/// `bias` may be NULL.
static inline dnnl_status_t onednn_describe_convolution_of_weight_gradient(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_alg_kind_t kind,
    onednn_layout source, onednn_layout weights, onednn_layout bias, onednn_layout destination,
    const int64_t *strides, const int64_t *dilations, const int64_t *padding_before,
    const int64_t *padding_after, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_backward_weights_desc_init(
      &operation, kind, source, weights, bias, destination, strides, dilations, padding_before,
      padding_after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, forward);
#else
  return dnnl_convolution_backward_weights_primitive_desc_create(
      description, engine, kind, source, weights, bias, destination, strides, dilations,
      padding_before, padding_after, forward, attributes);
#endif
}

static inline dnnl_status_t onednn_describe_pooling_gradient(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_alg_kind_t kind,
    onednn_layout source, onednn_layout destination, const int64_t *strides, const int64_t *kernel,
    const int64_t *padding_before, const int64_t *padding_after,
    const_dnnl_primitive_desc_t forward, const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_pooling_desc_t operation;
  dnnl_status_t status = dnnl_pooling_backward_desc_init(
      &operation, kind, source, destination, strides, kernel, padding_before, padding_after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, forward);
#else
  const dnnl_dims_t dense = {0};
  return dnnl_pooling_backward_primitive_desc_create(
      description, engine, kind, source, destination, strides, kernel, dense, padding_before,
      padding_after, forward, attributes);
#endif
}

/// The source and both gradients share `layout`.
static inline dnnl_status_t onednn_describe_eltwise_gradient(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_alg_kind_t kind,
    onednn_layout layout, float alpha, float beta, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR == 2
  dnnl_eltwise_desc_t operation;
  dnnl_status_t status =
      dnnl_eltwise_backward_desc_init(&operation, kind, layout, layout, alpha, beta);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, forward);
#else
  return dnnl_eltwise_backward_primitive_desc_create(
      description, engine, kind, layout, layout, layout, alpha, beta, forward, attributes);
#endif
}

/// Of source, scale and shift; the source and both gradients share `layout`.
static inline dnnl_status_t onednn_describe_batch_normalization_gradient(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, onednn_layout layout, float epsilon,
    unsigned flags, const_dnnl_primitive_desc_t forward, const_dnnl_primitive_attr_t attributes) {
  flags |= dnnl_use_scale | dnnl_use_shift;
#if DNNL_VERSION_MAJOR == 2
  dnnl_batch_normalization_desc_t operation;
  dnnl_status_t status = dnnl_batch_normalization_backward_desc_init(
      &operation, dnnl_backward, layout, layout, epsilon, flags);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, forward);
#else
  return dnnl_batch_normalization_backward_primitive_desc_create(
      description, engine, dnnl_backward, layout, layout, layout, epsilon, flags, forward,
      attributes);
#endif
}

#endif
