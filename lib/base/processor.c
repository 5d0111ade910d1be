/*
 * processor.c - tells libcrypto, where it is linked statically, what the
 * processor can do. It would ask with cpuid, which a virtual machine traps:
 * each time costs more than to open a file. The GNU C library has asked
 * already; with another one only that is asked which makes SHA-256 five times
 * as fast. Never names what libcrypto would not use; what is not named only
 * makes it slower.
 */
#include <stdint.h>

#ifdef __x86_64__

/* The linker lets libcrypto call this one. */
uint64_t __wrap_OPENSSL_ia32_cpuid(uint32_t *words);

#if defined(__GLIBC__) && __has_include(<sys/platform/x86.h>)

#include <sys/platform/x86.h>

#define BIT(number) (UINT32_C(1) << (number))

/* Of openssl's OPENSSL_ia32cap(3): words of leaf 1, then of leaf 7. */
#define LEAF_1_EDX (BIT(24) | BIT(25) | BIT(26)) /* FXSR, SSE, SSE2 */
/* PCLMULQDQ, SSSE3, SSE4.1, MOVBE, AES, AVX */
#define LEAF_1_ECX (BIT(1) | BIT(9) | BIT(19) | BIT(22) | BIT(25) | BIT(28))
/* BMI1, AVX2, BMI2, ADX, SHA */
#define LEAF_7_EBX (BIT(3) | BIT(5) | BIT(8) | BIT(19) | BIT(29))

enum {
	EAX,
	EBX,
	ECX,
	EDX
};

uint64_t __wrap_OPENSSL_ia32_cpuid(uint32_t *words)
{
	const uint32_t *one =
		__x86_get_cpuid_feature_leaf(CPUID_INDEX_1)->active_array;
	const uint32_t *seven =
		__x86_get_cpuid_feature_leaf(CPUID_INDEX_7)->active_array;

	words[2] = seven[EBX] & LEAF_7_EBX;
	words[3] = 0;
	return (uint64_t)(one[ECX] & LEAF_1_ECX) << 32 |
	       (one[EDX] & LEAF_1_EDX);
}

#else

#include <cpuid.h>

#define LEAF 7

uint64_t __wrap_OPENSSL_ia32_cpuid(uint32_t *words)
{
	uint32_t eax = 0;
	uint32_t ebx = 0;
	uint32_t ecx = 0;
	uint32_t edx = 0;

	(void)__get_cpuid_count(LEAF, 0, &eax, &ebx, &ecx, &edx);
	words[2] = ebx & bit_SHA;
	words[3] = 0;
	return 0;
}

#endif

#endif
