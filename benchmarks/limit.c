/* The same simulation in C, as fast as a C compiler makes it: the bar for the kernels.
 *
 * Philox4x32-10 draws, triangular by inversion, forward pass with four relationship
 * kinds on one calendar in int32 minutes, cost in float64, criticality by driving path
 * with a backward marking pass. One thread. Everything of an activity is done while its
 * row is in registers: draw, cost and forward pass are one loop over activities.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef LANES
#define LANES 64 /* iterations of a tile, a multiple of 64 */
#endif
#define BLOCKS (LANES / 64)

#define EACH(lane) _Pragma("GCC ivdep") for (int lane = 0; lane < LANES; lane++)
#define EACH16(i) _Pragma("GCC ivdep") for (int i = 0; i < 16; i++)

typedef int32_t row[LANES] __attribute__((aligned(64)));

enum { FS, SS, FF, SF };

#define M0 0xD2511F53u
#define M1 0xCD9E8D57u
#define W0 0x9E3779B9u
#define W1 0xBB67AE85u

static inline uint32_t high_word(uint32_t a, uint32_t b)
{
    return (uint32_t)(((uint64_t)a * b) >> 32);
}

/* Written out, not a loop: else the compiler unrolls the lanes instead. */
#define ROUND(n)                                                 \
    {                                                            \
        uint32_t h0 = high_word(M0, a), l0 = M0 * a;             \
        uint32_t h1 = high_word(M1, c), l1 = M1 * c;             \
        a = h1 ^ b ^ (k0 + (n) * W0);                            \
        b = l1;                                                  \
        c = h0 ^ d ^ (k1 + (n) * W1);                            \
        d = l0;                                                  \
    }

/* The uniforms of 64 iterations, as 32-bit words: counter (block, 0, hash). */
static inline void philox(uint32_t first_block, uint64_t hash, uint64_t key,
                          uint32_t *restrict out)
{
    const uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    const uint32_t low = (uint32_t)hash, high = (uint32_t)(hash >> 32);
    EACH16(i)
    {
        uint32_t a = first_block + i, b = 0, c = low, d = high;
        ROUND(0) ROUND(1) ROUND(2) ROUND(3) ROUND(4)
        ROUND(5) ROUND(6) ROUND(7) ROUND(8) ROUND(9)
        out[i] = a;
        out[16 + i] = b;
        out[32 + i] = c;
        out[48 + i] = d;
    }
}

typedef struct {
    int32_t n_act, n_tail;
    const double *low, *mode, *high, *rate; /* [n_act], minutes; money a minute */
    const uint64_t *hash;                   /* [n_act] */
    const int32_t *first, *pred, *kind, *lag, *tail;
    double base; /* fixed cost */
    uint64_t key;
} plan;

/* Durations in whole minutes, and their cost. */
static inline void draw(const plan *p, int j, int64_t iteration, int32_t *restrict minutes,
                        double *restrict cost)
{
    uint32_t word[LANES] __attribute__((aligned(64)));
    for (int b = 0; b < BLOCKS; b++)
        philox((uint32_t)(iteration / 64 + b) * 16, p->hash[j], p->key, word + 64 * b);
    const double low = p->low[j], high = p->high[j], width = high - low;
    const double left = p->mode[j] - low, right = high - p->mode[j];
    const double at_mode = left / width, rate = p->rate[j];
    const double up = width * left, down = width * right;
    EACH(lane)
    {
        double u = ((double)word[lane] + 0.5) * 0x1p-32;
        int below = u < at_mode;
        double root = sqrt(below ? u * up : (1.0 - u) * down);
        minutes[lane] = (int32_t)((below ? low + root : high - root) + 0.5);
        cost[lane] += rate * minutes[lane];
    }
}

/* Early finishes of activity j, from those of its predecessors. */
static inline void forward(const plan *p, int j, const row *restrict minutes,
                           row *restrict finish)
{
    row start, by;
    int holds = 0;
    EACH(lane) { start[lane] = 0; }
    for (int r = p->first[j]; r < p->first[j + 1]; r++) {
        const int32_t *restrict end = finish[p->pred[r]];
        const int32_t *restrict own = minutes[p->pred[r]];
        const int32_t lag = p->lag[r];
        if (p->kind[r] >= FF && !holds) {
            EACH(lane) { by[lane] = INT32_MIN / 2; }
            holds = 1;
        }
        switch (p->kind[r]) {
        case FS:
            EACH(lane)
            {
                int32_t bound = end[lane] + lag;
                start[lane] = start[lane] > bound ? start[lane] : bound;
            }
            break;
        case SS:
            EACH(lane)
            {
                int32_t bound = end[lane] - own[lane] + lag;
                start[lane] = start[lane] > bound ? start[lane] : bound;
            }
            break;
        case FF:
            EACH(lane)
            {
                int32_t bound = end[lane] + lag;
                by[lane] = by[lane] > bound ? by[lane] : bound;
            }
            break;
        default:
            EACH(lane)
            {
                int32_t bound = end[lane] - own[lane] + lag;
                by[lane] = by[lane] > bound ? by[lane] : bound;
            }
        }
    }
    int32_t *restrict out = finish[j];
    const int32_t *restrict own = minutes[j];
    if (holds) {
        EACH(lane)
        {
            int32_t end = start[lane] + own[lane];
            out[lane] = end > by[lane] ? end : by[lane];
        }
    } else {
        EACH(lane) { out[lane] = start[lane] + own[lane]; }
    }
}

/* Marks go backwards along driving relationships; counts the marked lanes. */
static void mark_driving(const plan *p, const row *restrict minutes,
                         const row *restrict finish, const int32_t *restrict last,
                         int lanes, row *restrict mark, uint8_t *restrict touched,
                         int64_t *restrict critical)
{
    memset(touched, 0, p->n_act);
    for (int t = 0; t < p->n_tail; t++) {
        const int j = p->tail[t];
        int32_t any = 0;
        EACH(lane) { any |= mark[j][lane] = -(finish[j][lane] == last[lane]); }
        for (int lane = lanes; lane < LANES; lane++)
            mark[j][lane] = 0;
        touched[j] = any != 0;
    }
    for (int j = p->n_act - 1; j >= 0; j--) {
        if (!touched[j])
            continue;
        int32_t marked = 0;
        const int32_t *restrict on = mark[j];
        EACH(lane) { marked -= on[lane]; }
        if (!marked)
            continue;
        critical[j] += marked;
        row start;
        EACH(lane) { start[lane] = finish[j][lane] - minutes[j][lane]; }
        for (int r = p->first[j]; r < p->first[j + 1]; r++) {
            const int i = p->pred[r], kind = p->kind[r];
            const int32_t lag = p->lag[r];
            const int32_t *restrict end = finish[i];
            const int32_t *restrict own = minutes[i];
            const int32_t *restrict pushed = kind >= FF ? finish[j] : start;
            int32_t *restrict to = mark[i];
            if (!touched[i])
                EACH(lane) { to[lane] = 0; }
            touched[i] = 1;
            if (kind & 1) {
                EACH(lane)
                {
                    to[lane] |= on[lane] & -(end[lane] - own[lane] + lag == pushed[lane]);
                }
            } else {
                EACH(lane) { to[lane] |= on[lane] & -(end[lane] + lag == pushed[lane]); }
            }
        }
    }
}

/* Iterations 0 .. n - 1: finish and cost of each, and the driving count of each
 * activity. Returns 0, or 1 when memory is short. */
int simulate(const plan *p, int64_t n, int32_t *out_finish, double *out_cost,
             int64_t *critical)
{
    row *minutes = aligned_alloc(64, sizeof(row) * p->n_act);
    row *finish = aligned_alloc(64, sizeof(row) * p->n_act);
    row *mark = aligned_alloc(64, sizeof(row) * p->n_act);
    uint8_t *touched = malloc(p->n_act);
    if (!minutes || !finish || !mark || !touched)
        return 1;
    memset(critical, 0, sizeof(int64_t) * p->n_act);
    for (int64_t k = 0; k < n; k += LANES) {
        const int lanes = n - k < LANES ? (int)(n - k) : LANES;
        row last;
        double cost[LANES] __attribute__((aligned(64)));
        EACH(lane)
        {
            cost[lane] = p->base;
            last[lane] = 0;
        }
        for (int j = 0; j < p->n_act; j++) {
            draw(p, j, k, minutes[j], cost);
            forward(p, j, minutes, finish);
        }
        for (int t = 0; t < p->n_tail; t++) {
            const int32_t *restrict end = finish[p->tail[t]];
            EACH(lane) { last[lane] = last[lane] > end[lane] ? last[lane] : end[lane]; }
        }
        mark_driving(p, minutes, finish, last, lanes, mark, touched, critical);
        memcpy(out_finish + k, last, sizeof(int32_t) * lanes);
        memcpy(out_cost + k, cost, sizeof(double) * lanes);
    }
    free(minutes);
    free(finish);
    free(mark);
    free(touched);
    return 0;
}
