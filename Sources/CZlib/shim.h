// zlib's compression, and what Swift cannot import: the macro that begins a stream.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H
#include <zlib.h>

/// Begins a gzip stream; its header has neither a time nor a name. Window bits above 15 ask for gzip.
static inline int complybot_gzip_begin(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
#endif
