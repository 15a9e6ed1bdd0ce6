// PCRE2 in its 8-bit form, which its macros would otherwise hide from Swift.
#ifndef CPCRE2_SHIM_H
#define CPCRE2_SHIM_H
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#endif
