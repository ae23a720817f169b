// The transforms of fast convolution (Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks", CVPR 2016, after Winograd): a convolution becomes 64 matrix products, one for each place
// of a tile of 8×8, which are oneDNN's business. For kernels of 5×5 a tile gives 4×4 results with
// 64 multiplications instead of 400, for kernels of 3×3 it gives 6×6 with 64 instead of 324.
//
// In the words of the paper, with the points 0, ±1, ±2, ±1/2 and infinity:
//   result = Aᵀ [ (G w Gᵀ) · (Bᵀ x B) ] A, the product summed over input channels;
// what is differentiated goes the same way back: Bᵀ becomes B, and so on.
//
// All here is C because Swift has no way to ask for a processor's vector registers. Every function
// needs AVX-512 (F, BW, VL, DQ); the caller asks for that before.
//
// A plane is 16 channels of one picture, (H, W, 16): one block of oneDNN's layout nChw16c. A vector
// is 16 floats, aligned to 64 bytes. A tile's 64 places lie `place_stride` floats apart, row by row,
// and tiles `tile_stride` floats, both multiples of 16.
#ifndef CWINOGRAD_H
#define CWINOGRAD_H

#include <stdint.h>

/// One plane of a convolution with stride 1, cut into tiles.
typedef struct {
  /// Rows and columns of the kernel: 3 or 5.
  int kernel;
  /// Rows and columns of the input.
  int input_height, input_width;
  /// Rows and columns of the result.
  int result_height, result_width;
  /// Rows of zeros above the input, and columns of zeros on its left.
  int top, left;
  /// Tiles in a row of tiles.
  int columns;
  /// The rows of tiles that a call shall work on.
  int first_row, end_row;
  /// Whether the planes hold 16-bit floats with the exponent of 32-bit ones, or 32-bit floats.
  int is_bfloat16;
} winograd_plane;

/// Rows and columns of the result that one tile gives; 0 for a kernel that is not supported.
static inline int winograd_results(int kernel) { return kernel == 3 ? 6 : kernel == 5 ? 4 : 0; }

/// Writes Bᵀ x B for every tile.
void winograd_transform_input(
    const winograd_plane *geometry, const void *input, float *tiles, int64_t place_stride,
    int64_t tile_stride);

/// Writes Aᵀ m A plus `bias`, 16 floats or NULL, from every tile.
void winograd_transform_result(
    const winograd_plane *geometry, const float *tiles, int64_t place_stride, int64_t tile_stride,
    const float *bias, void *result);

/// Writes A y Aᵀ for every tile of the result's gradient, and adds the sum of its values to `sums`,
/// 16 floats.
void winograd_transform_result_gradient(
    const winograd_plane *geometry, const void *gradient, float *tiles, int64_t place_stride,
    int64_t tile_stride, float *sums);

/// Adds B t Bᵀ of every tile to `sums`, the gradient of the input as a plane of 32-bit floats.
void winograd_transform_input_gradient(
    const winograd_plane *geometry, const float *tiles, int64_t place_stride, int64_t tile_stride,
    float *sums);

/// Rounds `count` vectors of 32-bit floats to 16 bits, to even.
void winograd_round(const float *values, int64_t count, uint16_t *rounded);

/// Writes G w Gᵀ of 16 kernels, each of them dense and `kernel_stride` floats after the one before.
void winograd_transform_weights(
    int kernel, const float *weights, int64_t kernel_stride, float *places, int64_t place_stride);

/// Writes Gᵀ u G, or adds it to what is there: the way back of `winograd_transform_weights`.
void winograd_transform_weight_gradient(
    int kernel, const float *places, int64_t place_stride, float *gradient, int64_t kernel_stride,
    int accumulates);

#endif
