/* Lists of the features of scopes, by python -m hedging.kernel.scope_templates. */
#define SCOPES_FINGERPRINT 0x753039222D65D224u

enum {
    SCOPE_BITS = 19,
    SCOPE_REACH = 100,
    SCOPE_PAIRS = 1024,
    BEGIN_FEATURES = 18,
    STOP_FEATURES = 18,
    SCOPE_FEATURES = 18,
    VOICE_REACH = 4,
    GROUP_SHIFT = 8,
    TAG_BITS = 15,
    TAG_COUNT = 16,
    TAG_FEATURES = 7,
    PADDING = 3,
    BE_TAG = 10,
    ADVERB_TAG = 5,
    PARTICIPLE_TAG = 8,
    PADDING_TAG = 16,
    NO_MARK = 255,
};

/* The byte of each counted thing in the sums of counts. */
enum {
    COUNT_VERB,
    COUNT_COMMAS,
    COUNT_OPENED,
    COUNT_CLOSED,
    COUNT_QUOTES,
    COUNT_SEMICOLONS,
    COUNT_CUE,
};

/* By the tag of a row: the hash of a key word and its factor, and what is counted. */
static const struct {
    uint64_t key, factor, counted;
} OF_TAG[] = {
    {0x0u, 0x1u, 0x0u},
    {0x0u, 0x1u, 0x0u},
    {0x0u, 0x1u, 0x0u},
    {0x0u, 0x1u, 0x0u},
    {0x0u, 0x1u, 0x0u},
    {0x0u, 0x1u, 0x0u},
    {0x88605D4B2662C447u, 0x9E3779B97F4A7C15u, 0x1u},
    {0xB94F08FB8685D83u, 0x9E3779B97F4A7C15u, 0x0u},
    {0x9DD11D61FD9BFAE3u, 0x9E3779B97F4A7C15u, 0x0u},
    {0xF6C17E450BAA1017u, 0x9E3779B97F4A7C15u, 0x0u},
    {0x875A53A8F924C3C3u, 0x9E3779B97F4A7C15u, 0x1u},
    {0x6EFD9BEAE7EDF553u, 0x9E3779B97F4A7C15u, 0x1u},
    {0x70F144D021B2D1E0u, 0x9E3779B97F4A7C15u, 0x0u},
    {0x0u, 0x1u, 0x0u},
    {0x7DF74B232D215968u, 0x9E3779B97F4A7C15u, 0x0u},
    {0x246CD748E972202Cu, 0x9E3779B97F4A7C15u, 0x0u},
    {0x85AA065A9EEE8547u, 0x9E3779B97F4A7C15u, 0x0u},
    {0x70F4C18154AE99u, 0x9E3779B97F4A7C15u, 0x100u},
    {0x6F6243779E5D2E60u, 0x9E3779B97F4A7C15u, 0x10000000000u},
    {0x0u, 0x1u, 0x10000u},
    {0x0u, 0x1u, 0x1000000u},
    {0x0u, 0x1u, 0x100000000u},
    {0x47E370E1B9EC9ACDu, 0x9E3779B97F4A7C15u, 0x10000000000u},
    {0x0u, 0x1u, 0x0u},
    {0x0u, 0x1u, 0x0u},
};

/* The tags of marks: by the class of a first character, then some by their ids. */
static const uint8_t MARK_OF_INITIAL[] = {
    255, 255, 255, 255, 255, 255, 255, 24, 19, 20, 21, 22, 255, 255, 255, 255,
};

#define MARK_BY_ID(PUT) \
    PUT(0x1F41E7B0D287B8C0u, 17) PUT(0x574F7773028D5F34u, 23) PUT(0x7147015E4D6D9E3Au, 18) PUT(0xF6418B28CD98B85Au, 18)

/* The hashes of what spans are, by a code, and the codes of their lengths. */
static const uint32_t SPAN_HASHES[] = {
    0xB0B17A0u, 0x2359256Au, 0xE03F92A4u, 0xFE3E0EA9u, 0xE01887A2u, 0xCDC21B72u, 0xD7D715A8u,
    0xB407E127u, 0xC88AFACAu, 0xB2EE191Bu, 0x814D4EA6u, 0xA8C72D0Eu, 0x8E735AEFu, 0x6739EF26u,
    0x85C3AA94u, 0x7552B878u, 0x5C526042u, 0x48A1B968u, 0x3186DB46u, 0x58993C0Eu, 0x38FC7954u,
    0xFDD9377u, 0x230D3330u, 0x91A1DF1u, 0x2A7C107Du, 0x2A29AC08u, 0x3CC74B97u, 0x85FFA220u,
    0xE699A600u, 0xFE445F00u, 0x2D96BDA1u, 0xF7E8671Au, 0x9F3BAF9Cu, 0x7030845Au, 0xFEA842Du,
    0x9E8668FAu, 0x2EB6102u, 0x1A997A62u, 0x4DB00C69u, 0xA3EF81F2u, 0xDDAFFFFFu, 0x7F3BE8D1u,
    0x33D587DDu, 0xD746EAC3u, 0xB6886429u, 0x535D5C8Au, 0x6BE7417Eu, 0xC9BFFFB6u, 0xF082F83Eu,
    0x47B52AD1u, 0x55D7B11Au, 0x61964E39u, 0x6A904550u, 0x311A5B02u, 0x9A115DC5u, 0x19423A6Bu,
    0x2BE33A5Au, 0x84BF0FD6u, 0x8A19B93Bu, 0xEF45C7D7u, 0xCDC02AA9u, 0x6870716Cu, 0x40D2E863u,
    0xA75C9209u, 0xC1289C46u, 0x4BBA5562u, 0x1465BC52u, 0x97ECCC88u, 0x6B0652E4u, 0x12921231u,
    0x3845A0u, 0x4A4FC81Fu, 0x71658946u, 0xBD6285D9u, 0xE474E6A0u, 0x4275EAEDu, 0x7FC22597u,
    0x52EBDCA8u, 0x62B4A579u, 0x3A9C0DBCu, 0x32B06097u, 0xC8A2F629u, 0x4DD048E9u, 0xB6039578u,
    0x4D34EFF2u, 0x74EE05E4u, 0xC47A1F73u, 0x6619995Au, 0xB87DEA07u, 0x5FCDD229u, 0xA4EBCC4Cu,
    0xB3FDAF3Eu, 0x804863E0u, 0x8F5A46D2u, 0x7266B460u, 0xA0C2F596u, 0xAEE21B7Fu, 0x9891B451u,
    0xB02C3C9Cu, 0x82275F79u, 0x9C9A1EE1u, 0xB8F2585Du, 0x2C1F03C2u, 0x87FB5671u, 0xA1107ACFu,
    0xD5208AA1u, 0x3A783FB3u, 0x27037003u, 0x9A9438A8u, 0x3422BB8Bu, 0x11ADC1B3u, 0x328474D6u,
    0xFF896FB7u, 0x1C952EB2u, 0xBB5FE35u, 0x97E1FACu, 0xDF6C7CC5u, 0xD9022C75u, 0xB4A0F7C9u,
    0xDE8B8FAEu, 0xC684B543u, 0x9B805552u, 0xB27AE933u, 0x95AF9CD6u, 0xAF7BA714u, 0x81A5D0C6u,
    0x62F50A56u, 0x1387DE10u,
};

static const uint8_t CODE_OF_LENGTH[] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 10, 10, 10, 10, 10, 11, 11, 11, 11, 11, 11, 11, 11, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12,
};

static inline void tag_features(
    const uint64_t *id, const uint64_t *class, const uint64_t *group,
    uint32_t *features) {
    features[0] = (uint32_t)((id[0] * 0xB5181C509F8D8CFu) >> (64 - TAG_BITS));
    features[1] = (uint32_t)((class[0] * 0xEFC6BE81A1D572C5u + class[-1] * 0x646172442548D30Du) >> (64 - TAG_BITS));
    features[2] = (uint32_t)((class[0] * 0xFEC2978BC98E5299u + class[1] * 0x9AD494AF841C8AE7u) >> (64 - TAG_BITS));
    features[3] = (uint32_t)((group[-1] * 0x8707DC23B1C9B4EFu + group[0] * 0x7ED3ADB081E15AEDu + group[1] * 0x8182FDA86E799353u) >> (64 - TAG_BITS));
    features[4] = (uint32_t)((class[0] * 0x56FB21EC7A6401A9u + id[-1] * 0xE3902CFC25097B7Bu) >> (64 - TAG_BITS));
    features[5] = (uint32_t)((class[0] * 0x203EA4C5049AD615u + id[1] * 0x3B7577DA105E355Bu) >> (64 - TAG_BITS));
    features[6] = (uint32_t)((class[0] * 0xDBAE4383C49F18CFu + group[-2] * 0xCF8FFB89367B9DB1u + group[-1] * 0xECBD9B35DD54508Fu) >> (64 - TAG_BITS));
}

enum {
    SCOPE_CUE_AROUND,
    SCOPE_CUE_HEAD,
    SCOPE_CUE_KIND,
    SCOPE_CUE_KIND_AROUND,
    SCOPE_CUE_NEXT,
    SCOPE_CUE_VOICE,
    SCOPE_CUE_WORDS,
    SCOPE_CUE_VALUES,
};

enum {
    SCOPE_BESIDE_L,
    SCOPE_BESIDE_L_R,
    SCOPE_BESIDE_L_R_GROUP,
    SCOPE_BESIDE_L2_L,
    SCOPE_BESIDE_R,
    SCOPE_BESIDE_R_R2,
    SCOPE_BESIDE_GROUPS,
    SCOPE_BESIDE_TAG_PAIR,
    SCOPE_BESIDE_TAGS,
    SCOPE_BESIDE_VALUES,
};

enum {
    SCOPE_SPAN_CLAUSES,
    SCOPE_SPAN_DISTANCE,
    SCOPE_SPAN_MATCH,
    SCOPE_SPAN_NESTING,
    SCOPE_SPAN_SEQUENCE,
    SCOPE_SPAN_VALUES,
};

/* The features of a boundary for a cue: the sums of one value of each.
   Their weights are asked for. */
static inline void begin_features(
    const uint32_t *cue, const uint32_t *beside, const uint32_t *span,
    const int8_t *weights, uint32_t *features) {
    features[0] = (beside[SCOPE_BESIDE_R_R2]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[0]);
    features[1] = (beside[SCOPE_BESIDE_L2_L]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[1]);
    features[2] = (beside[SCOPE_BESIDE_L_R_GROUP]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[2]);
    features[3] = (beside[SCOPE_BESIDE_TAGS] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[3]);
    features[4] = (cue[SCOPE_CUE_HEAD] + beside[SCOPE_BESIDE_L]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[4]);
    features[5] = (cue[SCOPE_CUE_WORDS] + beside[SCOPE_BESIDE_L]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[5]);
    features[6] = (cue[SCOPE_CUE_WORDS] + beside[SCOPE_BESIDE_R]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[6]);
    features[7] = (cue[SCOPE_CUE_WORDS] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[7]);
    features[8] = (cue[SCOPE_CUE_WORDS] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[8]);
    features[9] = (cue[SCOPE_CUE_VOICE] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[9]);
    features[10] = (cue[SCOPE_CUE_NEXT] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_DISTANCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[10]);
    features[11] = (cue[SCOPE_CUE_AROUND] + span[SCOPE_SPAN_MATCH]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[11]);
    features[12] = (cue[SCOPE_CUE_KIND] + beside[SCOPE_BESIDE_L]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[12]);
    features[13] = (cue[SCOPE_CUE_KIND] + beside[SCOPE_BESIDE_R]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[13]);
    features[14] = (cue[SCOPE_CUE_KIND] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_NESTING]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[14]);
    features[15] = (cue[SCOPE_CUE_KIND] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[15]);
    features[16] = (cue[SCOPE_CUE_KIND_AROUND] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_DISTANCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[16]);
    features[17] = (cue[SCOPE_CUE_KIND_AROUND] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[17]);
}

/* The sum of their weights. */
static inline int begin_sum(const int8_t *weights, const uint32_t *features) {
    return weights[features[0]] + weights[features[1]] + weights[features[2]]
        + weights[features[3]] + weights[features[4]] + weights[features[5]]
        + weights[features[6]] + weights[features[7]] + weights[features[8]]
        + weights[features[9]] + weights[features[10]] + weights[features[11]]
        + weights[features[12]] + weights[features[13]] + weights[features[14]]
        + weights[features[15]] + weights[features[16]] + weights[features[17]];
}

static inline void stop_features(
    const uint32_t *cue, const uint32_t *beside, const uint32_t *span,
    const int8_t *weights, uint32_t *features) {
    features[0] = (beside[SCOPE_BESIDE_R_R2]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[0]);
    features[1] = (beside[SCOPE_BESIDE_L2_L]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[1]);
    features[2] = (beside[SCOPE_BESIDE_L_R]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[2]);
    features[3] = (beside[SCOPE_BESIDE_TAGS] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[3]);
    features[4] = (beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[4]);
    features[5] = (beside[SCOPE_BESIDE_GROUPS] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[5]);
    features[6] = (cue[SCOPE_CUE_WORDS] + beside[SCOPE_BESIDE_R]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[6]);
    features[7] = (cue[SCOPE_CUE_WORDS] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[7]);
    features[8] = (cue[SCOPE_CUE_WORDS] + span[SCOPE_SPAN_NESTING]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[8]);
    features[9] = (cue[SCOPE_CUE_WORDS] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[9]);
    features[10] = (cue[SCOPE_CUE_WORDS] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_NESTING]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[10]);
    features[11] = (cue[SCOPE_CUE_AROUND] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[11]);
    features[12] = (cue[SCOPE_CUE_KIND] + beside[SCOPE_BESIDE_L]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[12]);
    features[13] = (cue[SCOPE_CUE_KIND] + beside[SCOPE_BESIDE_R] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[13]);
    features[14] = (cue[SCOPE_CUE_KIND] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[14]);
    features[15] = (cue[SCOPE_CUE_KIND] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[15]);
    features[16] = (cue[SCOPE_CUE_KIND_AROUND] + span[SCOPE_SPAN_SEQUENCE]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[16]);
    features[17] = (cue[SCOPE_CUE_KIND_AROUND] + beside[SCOPE_BESIDE_TAG_PAIR] + span[SCOPE_SPAN_CLAUSES]) >> (32 - SCOPE_BITS);
    PREFETCH(weights + features[17]);
}

/* The sum of their weights. */
static inline int stop_sum(const int8_t *weights, const uint32_t *features) {
    return weights[features[0]] + weights[features[1]] + weights[features[2]]
        + weights[features[3]] + weights[features[4]] + weights[features[5]]
        + weights[features[6]] + weights[features[7]] + weights[features[8]]
        + weights[features[9]] + weights[features[10]] + weights[features[11]]
        + weights[features[12]] + weights[features[13]] + weights[features[14]]
        + weights[features[15]] + weights[features[16]] + weights[features[17]];
}
