/*
 * sanitizer.h - HAS_SANITIZER: 1 in a build with AddressSanitizer, which
 * takes terabytes of addresses and tells of crashes itself.
 */
#ifndef REFGATE_BASE_SANITIZER_H
#define REFGATE_BASE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

#endif
