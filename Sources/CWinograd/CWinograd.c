#include "CWinograd.h"

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#define INLINE static inline __attribute__((always_inline)) AVX512

typedef float vector __attribute__((vector_size(64)));
typedef uint32_t words __attribute__((vector_size(64)));
typedef uint16_t halves __attribute__((vector_size(32)));

// MARK: Vectors

INLINE vector zero(void) { return (vector){0}; }

INLINE vector load(const void *plane, int64_t cell, int is_bfloat16) {
  if (is_bfloat16) {
    return (vector)(__builtin_convertvector(((const halves *)plane)[cell], words) << 16);
  }
  return ((const vector *)plane)[cell];
}

INLINE halves rounded(vector value) {
  const words bits = (words)value;
  const words even = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  // Rounding must not turn a NaN into a number.
  const words is_nan = (words)(value != value);
  const words quiet = (bits >> 16) | 0x40u;
  return __builtin_convertvector((even & ~is_nan) | (quiet & is_nan), halves);
}

INLINE void store(void *plane, int64_t cell, int is_bfloat16, vector value) {
  if (is_bfloat16) {
    ((halves *)plane)[cell] = rounded(value);
  } else {
    ((vector *)plane)[cell] = value;
  }
}

// MARK: Transforms of one dimension
//
// The matrices are in the paper's appendix and in wincnn; what the pairs of points ±p have in common
// is computed once.

/// Bᵀ x
INLINE void transform_input(const vector x[8], vector t[8]) {
  vector even, odd;
  t[0] = x[0] - x[6] + (x[4] - x[2]) * 5.25f;
  even = x[2] + x[6] - x[4] * 4.25f;
  odd = x[1] + x[5] - x[3] * 4.25f;
  t[1] = even + odd;
  t[2] = even - odd;
  even = x[6] + x[2] * 0.25f - x[4] * 1.25f;
  odd = x[1] * 0.5f - x[3] * 2.5f + x[5] * 2.0f;
  t[3] = even + odd;
  t[4] = even - odd;
  even = x[6] + x[2] * 4.0f - x[4] * 5.0f;
  odd = x[1] * 2.0f - x[3] * 2.5f + x[5] * 0.5f;
  t[5] = even + odd;
  t[6] = even - odd;
  t[7] = x[7] - x[1] + (x[3] - x[5]) * 5.25f;
}

/// B t
INLINE void transform_input_back(const vector t[8], vector x[8]) {
  const vector s1 = t[1] + t[2], d1 = t[1] - t[2];
  const vector s2 = t[3] + t[4], d2 = t[3] - t[4];
  const vector s3 = t[5] + t[6], d3 = t[5] - t[6];
  x[0] = t[0];
  x[1] = d1 + d2 * 0.5f + d3 * 2.0f - t[7];
  x[2] = s1 + s2 * 0.25f + s3 * 4.0f - t[0] * 5.25f;
  x[3] = t[7] * 5.25f - d1 * 4.25f - (d2 + d3) * 2.5f;
  x[4] = t[0] * 5.25f - s1 * 4.25f - s2 * 1.25f - s3 * 5.0f;
  x[5] = d1 + d2 * 2.0f + d3 * 0.5f - t[7] * 5.25f;
  x[6] = s1 + s2 + s3 - t[0];
  x[7] = t[7];
}

/// Aᵀ m: from 8 values to 4 or 6 results.
INLINE void transform_result(int results, const vector m[8], vector y[6]) {
  const vector s1 = m[1] + m[2], d1 = m[1] - m[2];
  const vector s2 = m[3] + m[4], d2 = m[3] - m[4];
  const vector s3 = m[5] + m[6], d3 = m[5] - m[6];
  y[0] = m[0] + s1 + s2 + s3;
  y[1] = d1 + d2 * 2.0f + d3 * 0.5f;
  y[2] = s1 + s2 * 4.0f + s3 * 0.25f;
  y[3] = d1 + d2 * 8.0f + d3 * 0.125f;
  if (results == 6) {
    y[4] = s1 + s2 * 16.0f + s3 * 0.0625f;
    y[5] = d1 + d2 * 32.0f + d3 * 0.03125f;
  }
  y[results - 1] += m[7];
}

/// A y: from 4 or 6 results to 8 values.
INLINE void transform_result_back(int results, const vector y[6], vector m[8]) {
  vector e1 = y[0] + y[2], o1 = y[1] + y[3];
  vector e2 = y[0] + y[2] * 4.0f, o2 = y[1] * 2.0f + y[3] * 8.0f;
  vector e3 = y[0] + y[2] * 0.25f, o3 = y[1] * 0.5f + y[3] * 0.125f;
  if (results == 6) {
    e1 += y[4];
    o1 += y[5];
    e2 += y[4] * 16.0f;
    o2 += y[5] * 32.0f;
    e3 += y[4] * 0.0625f;
    o3 += y[5] * 0.03125f;
  }
  m[0] = y[0];
  m[1] = e1 + o1;
  m[2] = e1 - o1;
  m[3] = e2 + o2;
  m[4] = e2 - o2;
  m[5] = e3 + o3;
  m[6] = e3 - o3;
  m[7] = y[results - 1];
}

// What G divides the values at ±1, ±2 and ±1/2 by.
static const float scale1 = -2.0f / 9, scale2 = 1.0f / 90, scale3 = 32.0f / 45;

/// G w: from 3 or 5 weights, `stride` vectors apart, to 8 values.
INLINE void transform_weights(int kernel, const vector *w, int stride, vector u[8]) {
  vector e1 = w[0] + w[2 * stride], o1 = w[stride];
  vector e2 = w[0] + w[2 * stride] * 4.0f, o2 = w[stride] * 2.0f;
  vector e3 = w[0] + w[2 * stride] * 0.25f, o3 = w[stride] * 0.5f;
  if (kernel == 5) {
    e1 += w[4 * stride];
    o1 += w[3 * stride];
    e2 += w[4 * stride] * 16.0f;
    o2 += w[3 * stride] * 8.0f;
    e3 += w[4 * stride] * 0.0625f;
    o3 += w[3 * stride] * 0.125f;
  }
  u[0] = w[0];
  u[1] = (e1 + o1) * scale1;
  u[2] = (e1 - o1) * scale1;
  u[3] = (e2 + o2) * scale2;
  u[4] = (e2 - o2) * scale2;
  u[5] = (e3 + o3) * scale3;
  u[6] = (e3 - o3) * scale3;
  u[7] = w[(kernel - 1) * stride];
}

/// Gᵀ u: from 8 values, `stride` vectors apart, to 3 or 5 weights.
INLINE void transform_weights_back(int kernel, const vector *u, int stride, vector w[5]) {
  const vector s1 = (u[stride] + u[2 * stride]) * scale1;
  const vector d1 = (u[stride] - u[2 * stride]) * scale1;
  const vector s2 = (u[3 * stride] + u[4 * stride]) * scale2;
  const vector d2 = (u[3 * stride] - u[4 * stride]) * scale2;
  const vector s3 = (u[5 * stride] + u[6 * stride]) * scale3;
  const vector d3 = (u[5 * stride] - u[6 * stride]) * scale3;
  w[0] = u[0] + s1 + s2 + s3;
  w[1] = d1 + d2 * 2.0f + d3 * 0.5f;
  w[2] = s1 + s2 * 4.0f + s3 * 0.25f;
  if (kernel == 5) {
    w[3] = d1 + d2 * 8.0f + d3 * 0.125f;
    w[4] = s1 + s2 * 16.0f + s3 * 0.0625f;
  }
  w[kernel - 1] += u[7 * stride];
}

// MARK: Transforms of planes
//
// `results` and `is_bfloat16` are constants in every copy of these functions.

INLINE void input_tiles(
    const winograd_plane *g, const void *input, float *tiles, int64_t place_stride,
    int64_t tile_stride, int results, int is_bfloat16) {
  vector rows[8][8], line[8], transformed[8];
  for (int tile_row = g->first_row; tile_row < g->end_row; ++tile_row) {
    for (int tile_column = 0; tile_column < g->columns; ++tile_column, tiles += tile_stride) {
      const int top = tile_row * results - g->top, left = tile_column * results - g->left;
      const int is_inside = top >= 0 && left >= 0 && top + 8 <= g->input_height &&
                            left + 8 <= g->input_width;
      for (int i = 0; i < 8; ++i) {
        const int64_t start = (int64_t)(top + i) * g->input_width + left;
        if (is_inside) {
          for (int j = 0; j < 8; ++j) line[j] = load(input, start + j, is_bfloat16);
        } else {
          const int is_row = top + i >= 0 && top + i < g->input_height;
          for (int j = 0; j < 8; ++j) {
            const int is_cell = is_row && left + j >= 0 && left + j < g->input_width;
            line[j] = is_cell ? load(input, start + j, is_bfloat16) : zero();
          }
        }
        transform_input(line, rows[i]);
      }
      for (int j = 0; j < 8; ++j) {
        for (int i = 0; i < 8; ++i) line[i] = rows[i][j];
        transform_input(line, transformed);
        for (int i = 0; i < 8; ++i) {
          *(vector *)(tiles + (i * 8 + j) * place_stride) = transformed[i];
        }
      }
    }
  }
}

INLINE void result_cells(
    const winograd_plane *g, const float *tiles, int64_t place_stride, int64_t tile_stride,
    const float *bias, void *result, int results, int is_bfloat16) {
  vector rows[6][8], line[8], transformed[6];
  const vector offset = bias ? *(const vector *)bias : zero();
  for (int tile_row = g->first_row; tile_row < g->end_row; ++tile_row) {
    for (int tile_column = 0; tile_column < g->columns; ++tile_column, tiles += tile_stride) {
      for (int j = 0; j < 8; ++j) {
        for (int i = 0; i < 8; ++i) {
          line[i] = *(const vector *)(tiles + (i * 8 + j) * place_stride);
        }
        transform_result(results, line, transformed);
        for (int i = 0; i < results; ++i) rows[i][j] = transformed[i];
      }
      const int top = tile_row * results, left = tile_column * results;
      for (int i = 0; i < results && top + i < g->result_height; ++i) {
        transform_result(results, rows[i], transformed);
        for (int j = 0; j < results; ++j) {
          if (left + j >= g->result_width) continue;
          store(
              result, (int64_t)(top + i) * g->result_width + left + j, is_bfloat16,
              transformed[j] + offset);
        }
      }
    }
  }
}

INLINE void result_gradient_tiles(
    const winograd_plane *g, const void *gradient, float *tiles, int64_t place_stride,
    int64_t tile_stride, float *sums, int results, int is_bfloat16) {
  vector rows[6][8], line[6], transformed[8], sum = *(const vector *)sums;
  for (int tile_row = g->first_row; tile_row < g->end_row; ++tile_row) {
    for (int tile_column = 0; tile_column < g->columns; ++tile_column, tiles += tile_stride) {
      const int top = tile_row * results, left = tile_column * results;
      for (int i = 0; i < results; ++i) {
        const int64_t start = (int64_t)(top + i) * g->result_width + left;
        for (int j = 0; j < results; ++j) {
          const int is_cell = top + i < g->result_height && left + j < g->result_width;
          line[j] = is_cell ? load(gradient, start + j, is_bfloat16) : zero();
          sum += line[j];
        }
        transform_result_back(results, line, rows[i]);
      }
      for (int j = 0; j < 8; ++j) {
        for (int i = 0; i < results; ++i) line[i] = rows[i][j];
        transform_result_back(results, line, transformed);
        for (int i = 0; i < 8; ++i) {
          *(vector *)(tiles + (i * 8 + j) * place_stride) = transformed[i];
        }
      }
    }
  }
  *(vector *)sums = sum;
}

INLINE void input_gradient_cells(
    const winograd_plane *g, const float *tiles, int64_t place_stride, int64_t tile_stride,
    float *sums, int results) {
  vector rows[8][8], line[8], transformed[8];
  for (int tile_row = g->first_row; tile_row < g->end_row; ++tile_row) {
    for (int tile_column = 0; tile_column < g->columns; ++tile_column, tiles += tile_stride) {
      for (int j = 0; j < 8; ++j) {
        for (int i = 0; i < 8; ++i) {
          line[i] = *(const vector *)(tiles + (i * 8 + j) * place_stride);
        }
        transform_input_back(line, transformed);
        for (int i = 0; i < 8; ++i) rows[i][j] = transformed[i];
      }
      const int top = tile_row * results - g->top, left = tile_column * results - g->left;
      const int is_inside = left >= 0 && left + 8 <= g->input_width;
      for (int i = 0; i < 8; ++i) {
        if (top + i < 0 || top + i >= g->input_height) continue;
        transform_input_back(rows[i], transformed);
        vector *row = (vector *)sums + (int64_t)(top + i) * g->input_width;
        for (int j = 0; j < 8; ++j) {
          if (is_inside || (left + j >= 0 && left + j < g->input_width)) {
            row[left + j] += transformed[j];
          }
        }
      }
    }
  }
}

INLINE void weight_places(
    const float *weights, int64_t kernel_stride, float *places, int64_t place_stride, int kernel) {
  vector kernels[25], rows[5][8], transformed[8];
  for (int cell = 0; cell < kernel * kernel; ++cell) {
    for (int lane = 0; lane < 16; ++lane) {
      kernels[cell][lane] = weights[lane * kernel_stride + cell];
    }
  }
  for (int i = 0; i < kernel; ++i) transform_weights(kernel, kernels + i * kernel, 1, rows[i]);
  for (int j = 0; j < 8; ++j) {
    transform_weights(kernel, &rows[0][j], 8, transformed);
    for (int i = 0; i < 8; ++i) {
      *(vector *)(places + (i * 8 + j) * place_stride) = transformed[i];
    }
  }
}

INLINE void weight_gradient_cells(
    const float *places, int64_t place_stride, float *gradient, int64_t kernel_stride,
    int accumulates, int kernel) {
  vector line[8], rows[8][5], transformed[5];
  for (int i = 0; i < 8; ++i) {
    for (int j = 0; j < 8; ++j) line[j] = *(const vector *)(places + (i * 8 + j) * place_stride);
    transform_weights_back(kernel, line, 1, rows[i]);
  }
  for (int j = 0; j < kernel; ++j) {
    transform_weights_back(kernel, &rows[0][j], 5, transformed);
    for (int i = 0; i < kernel; ++i) {
      for (int lane = 0; lane < 16; ++lane) {
        float *cell = gradient + lane * kernel_stride + i * kernel + j;
        *cell = (accumulates ? *cell : 0) + transformed[i][lane];
      }
    }
  }
}

// MARK: The interface

AVX512 void winograd_transform_input(
    const winograd_plane *g, const void *input, float *tiles, int64_t place_stride,
    int64_t tile_stride) {
  if (g->kernel == 3 && g->is_bfloat16) {
    input_tiles(g, input, tiles, place_stride, tile_stride, 6, 1);
  } else if (g->kernel == 3) {
    input_tiles(g, input, tiles, place_stride, tile_stride, 6, 0);
  } else if (g->is_bfloat16) {
    input_tiles(g, input, tiles, place_stride, tile_stride, 4, 1);
  } else {
    input_tiles(g, input, tiles, place_stride, tile_stride, 4, 0);
  }
}

AVX512 void winograd_transform_result(
    const winograd_plane *g, const float *tiles, int64_t place_stride, int64_t tile_stride,
    const float *bias, void *result) {
  if (g->kernel == 3 && g->is_bfloat16) {
    result_cells(g, tiles, place_stride, tile_stride, bias, result, 6, 1);
  } else if (g->kernel == 3) {
    result_cells(g, tiles, place_stride, tile_stride, bias, result, 6, 0);
  } else if (g->is_bfloat16) {
    result_cells(g, tiles, place_stride, tile_stride, bias, result, 4, 1);
  } else {
    result_cells(g, tiles, place_stride, tile_stride, bias, result, 4, 0);
  }
}

AVX512 void winograd_transform_result_gradient(
    const winograd_plane *g, const void *gradient, float *tiles, int64_t place_stride,
    int64_t tile_stride, float *sums) {
  if (g->kernel == 3 && g->is_bfloat16) {
    result_gradient_tiles(g, gradient, tiles, place_stride, tile_stride, sums, 6, 1);
  } else if (g->kernel == 3) {
    result_gradient_tiles(g, gradient, tiles, place_stride, tile_stride, sums, 6, 0);
  } else if (g->is_bfloat16) {
    result_gradient_tiles(g, gradient, tiles, place_stride, tile_stride, sums, 4, 1);
  } else {
    result_gradient_tiles(g, gradient, tiles, place_stride, tile_stride, sums, 4, 0);
  }
}

AVX512 void winograd_transform_input_gradient(
    const winograd_plane *g, const float *tiles, int64_t place_stride, int64_t tile_stride,
    float *sums) {
  if (g->kernel == 3) {
    input_gradient_cells(g, tiles, place_stride, tile_stride, sums, 6);
  } else {
    input_gradient_cells(g, tiles, place_stride, tile_stride, sums, 4);
  }
}

AVX512 void winograd_round(const float *values, int64_t count, uint16_t *result) {
  for (int64_t i = 0; i < count; ++i) ((halves *)result)[i] = rounded(((const vector *)values)[i]);
}

AVX512 void winograd_transform_weights(
    int kernel, const float *weights, int64_t kernel_stride, float *places,
    int64_t place_stride) {
  if (kernel == 3) {
    weight_places(weights, kernel_stride, places, place_stride, 3);
  } else {
    weight_places(weights, kernel_stride, places, place_stride, 5);
  }
}

AVX512 void winograd_transform_weight_gradient(
    int kernel, const float *places, int64_t place_stride, float *gradient, int64_t kernel_stride,
    int accumulates) {
  if (kernel == 3) {
    weight_gradient_cells(places, place_stride, gradient, kernel_stride, accumulates, 3);
  } else {
    weight_gradient_cells(places, place_stride, gradient, kernel_stride, accumulates, 5);
  }
}

#endif
