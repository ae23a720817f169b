// oneDNN's C interface, as this package uses it. This is the only file that knows whether oneDNN's
// major version is 2 or 3.
#ifndef CONEDNN_SHIM_H
#define CONEDNN_SHIM_H

#include <oneapi/dnnl/dnnl.h>

#endif
