// Vectorscan: all patterns in one pass.
#ifndef CVECTORSCAN_SHIM_H
#define CVECTORSCAN_SHIM_H
#include <hs.h>
#endif
