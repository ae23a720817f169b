// FFmpeg's C libraries, as this package uses them. This is the only file that knows which version of
// FFmpeg is installed: what differs between FFmpeg 5 and 7 is settled here.
#ifndef CLIBAV_SHIM_H
#define CLIBAV_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

// ---- Constants that Swift does not import, because they are macros with arguments or casts --------

static const int CLIBAV_ERROR_AGAIN = AVERROR(EAGAIN);
static const int CLIBAV_ERROR_END_OF_FILE = AVERROR_EOF;
static const int CLIBAV_ERROR_EXIT = AVERROR_EXIT;
static const int CLIBAV_ERROR_INPUT_OUTPUT = AVERROR(EIO);
static const int CLIBAV_ERROR_INVALID_ARGUMENT = AVERROR(EINVAL);
static const int CLIBAV_ERROR_INVALID_DATA = AVERROR_INVALIDDATA;
static const int CLIBAV_ERROR_NO_MEMORY = AVERROR(ENOMEM);
static const int CLIBAV_ERROR_NOT_FOUND = AVERROR(ENOENT);
static const int64_t CLIBAV_NO_TIMESTAMP = AV_NOPTS_VALUE;

// ---- Reading ---------------------------------------------------------------------------------------

// The display matrix (nine 32-bit integers) that the container gives the stream, or NULL.
// FFmpeg 6.1 moved a stream's side data from the stream to its codec parameters.
static inline const int32_t *clibav_stream_display_matrix(const AVStream *stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  const AVPacketSideData *found =
      av_packet_side_data_get(stream->codecpar->coded_side_data,
                              stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return found && found->size >= 9 * sizeof(int32_t) ? (const int32_t *)found->data : NULL;
#else
  size_t size = 0;
  const uint8_t *found = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return found && size >= 9 * sizeof(int32_t) ? (const int32_t *)found : NULL;
#endif
}

// The display matrix that came with one decoded picture, or NULL.
static inline const int32_t *clibav_frame_display_matrix(const AVFrame *frame) {
  const AVFrameSideData *found = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
  return found && found->size >= 9 * sizeof(int32_t) ? (const int32_t *)found->data : NULL;
}

// The duration of a decoded picture in its stream's time base, 0 where it is not known.
static inline int64_t clibav_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return frame->duration;
#else
  return frame->pkt_duration;
#endif
}

// ---- Encoding --------------------------------------------------------------------------------------

static const int CLIBAV_ERROR_ENCODER_NOT_FOUND = AVERROR_ENCODER_NOT_FOUND;

// Tells an encoder how long a picture is shown, in the encoder's time base.
// FFmpeg 6 renamed the field.
static inline void clibav_set_frame_duration(AVFrame *frame, int64_t duration) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  frame->duration = duration;
#else
  frame->pkt_duration = duration;
#endif
}

// Scales and converts a packed picture into a frame with planes of its own.
static inline int clibav_scale_from_packed(struct SwsContext *context, const uint8_t *pixels,
                                           int bytes_per_row, int rows, AVFrame *frame) {
  const uint8_t *const planes[4] = {pixels};
  const int strides[4] = {bytes_per_row};
  return sws_scale(context, planes, strides, 0, rows, frame->data, frame->linesize);
}

// Scales and converts a frame into a packed picture.
static inline int clibav_scale_to_packed(struct SwsContext *context, const AVFrame *frame,
                                         uint8_t *pixels, int bytes_per_row) {
  uint8_t *const planes[4] = {pixels};
  const int strides[4] = {bytes_per_row};
  return sws_scale(context, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height,
                   planes, strides);
}

// The cause of a byte stream's first failure, 0 or more where there was none.
static inline int clibav_stream_error(const AVIOContext *stream) { return stream->error; }

#endif
