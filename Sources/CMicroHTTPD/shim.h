// libmicrohttpd: an HTTP server. Swift cannot import the functions with variable arguments; their shims stand here.
#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H
#include <microhttpd.h>
#endif
