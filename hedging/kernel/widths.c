/* What the kernel takes for granted of the numbers that Python declares, said at compile time.

   A longer list in Python (a kind, a tag, a family, a template) can ask for more than a field, a byte of a
   sum or a vector has. Widths of what a single file declares are asserted there. */
#include "depth.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define IS_POWER(number) (((number) & ((number) - 1)) == 0)

_Static_assert(OTHER < 15, "four bits hold the class of a character, or that it is unseen");
_Static_assert((int)INITIALS > (int)OTHER && (int)INITIALS <= 16, "a set of 16 bits has a bit for each class");
_Static_assert((int)OTHER_WORDS > (int)OTHER && IS_POWER(OTHER_WORDS), "words out of the vocabulary have a row by their class");
_Static_assert(BUCKETS == 128, "distances are counted up to 127");
_Static_assert(LONGEST <= CUSTOM_LONGEST, "what has room for the caller's cues has room for those of the model");
_Static_assert(KIND_BITS <= CUE_BITS && CUE_BITS <= 32 && SENTENCE_BITS <= 32, "a feature is a number of 32 bits");
_Static_assert((KIND_TEMPLATES + 1ll) * 128 <= INT32_MAX, "sums of the weights of kinds fit");
_Static_assert(IS_POWER(TAG_COUNT) && TAG_FEATURES * 128ll * TAG_COUNT + TAG_COUNT - 1 <= INT16_MAX,
               "the sum of the weights of a tag and its number fit in 16 bits");
_Static_assert(COUNT_OF(OF_TAG) <= 32 && SCOPE_PAIRS == 32 * 32, "five bits hold the tag of a row");
_Static_assert((int)SPAN_CUE < 8 && SCOPE_REACH <= 255, "a number of 64 bits counts eight things of a span, each in a byte");
_Static_assert(COUNT_OF(CODE_OF_LENGTH) == SCOPE_REACH + 1, "each length of a span has a code");
_Static_assert(COUNT_OF(SPAN_HASHES) >= 112, "each value of a span has a hash");
_Static_assert(IS_POWER(FAMILIES) && FAMILIES <= 64 && BORDER < FAMILIES, "a number of 64 bits has a bit for each family");
_Static_assert((int)FAMILIES <= (int)ROW_SAYING, "the facts of a row begin with its family");
_Static_assert(OPENING_SHIFT < 32, "the facts of a row fit in 32 bits");
_Static_assert(LONGEST_PHRASE <= 16, "the ends of the phrases that begin at a row are 16 bits");
_Static_assert((HOLDER_TEMPLATES + NAME_TEMPLATES) * 255ll <= UINT16_MAX, "the sums of the weights of a holder fit in 16 bits");
_Static_assert(IS_POWER(TAG_SAYING) && IS_POWER(TAG_UNKNOWN), "a tag says by a bit whether a word is one of saying");
_Static_assert(RUNS_OF_TOKEN * 128ll <= INT16_MAX, "the sums of the runs of a word fit in 16 bits");
_Static_assert((int)LINK <= UINT8_MAX && VALUE_SHIFT == ROLE_SHIFT + 8, "a byte of the facts of a word holds its role");
_Static_assert(4 * QUOTE_FAMILIES <= UINT8_MAX && QUOTE_BOTH <= 3, "two bits hold the role of a quotation mark");
_Static_assert(MOST_TOKENS > 1, "a sentence that may be no claim has a first and a second word");
