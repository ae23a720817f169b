#include "CWinograd.h"

#if !defined(__x86_64__)

// For other processors than x86-64. Nobody calls these where there is no AVX-512.
void winograd_transform_input(
    const winograd_plane *g, const void *i, float *t, int64_t p, int64_t s) {}
void winograd_transform_result(
    const winograd_plane *g, const float *t, int64_t p, int64_t s, const float *b, void *r) {}
void winograd_transform_result_gradient(
    const winograd_plane *g, const void *r, float *t, int64_t p, int64_t s, float *b) {}
void winograd_transform_input_gradient(
    const winograd_plane *g, const float *t, int64_t p, int64_t s, float *i) {}
void winograd_round(const float *v, int64_t c, uint16_t *r) {}
void winograd_transform_weights(int k, const float *w, int64_t o, float *p, int64_t s) {}
void winograd_transform_weight_gradient(
    int k, const float *p, int64_t s, float *g, int64_t o, int a) {}

#endif
