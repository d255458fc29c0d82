/* Comes between kontor and the C library (LD_PRELOAD): where two texts are compared that both begin with POISON, the process ends as it
   would by a fault of its own. A document that bears such a number is read like any other; it kills where the books are asked for it. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static int is_poison(const unsigned char *text, size_t size) {
    static const char word[] = "POISON";
    if (size < sizeof word - 1) return 0;
    for (size_t at = 0; at < sizeof word - 1; at++)
        if (text[at] != (unsigned char)word[at]) return 0;
    return 1;
}

static int compared(const void *a, const void *b, size_t size) {
    const unsigned char *one = a, *other = b;
    if (is_poison(one, size) && is_poison(other, size)) abort();
    for (size_t at = 0; at < size; at++)
        if (one[at] != other[at]) return one[at] < other[at] ? -1 : 1;
    return 0;
}

int memcmp(const void *a, const void *b, size_t size) { return compared(a, b, size); }
int bcmp(const void *a, const void *b, size_t size) { return compared(a, b, size); }
