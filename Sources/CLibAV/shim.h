// FFmpeg's C libraries, as this package uses them. This is the only file that knows which version of
// FFmpeg is installed: what differs between FFmpeg 5 and 7 is settled here.
#ifndef CLIBAV_SHIM_H
#define CLIBAV_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libswscale/swscale.h>

#endif
