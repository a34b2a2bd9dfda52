/* The loops of the engine, compiled ahead of time; see native.py, which loads them.

   Each function has a twin in Python, of the same name, in the module that is named above it:
   that is where the method, its source and its invariants are described, and what runs where
   nothing was compiled. Every array comes as a pointer and its length; native.py has checked
   its type and that it is contiguous. Nothing here allocates, nothing keeps state, nothing
   calls Python but `fill_heads`, so all of it runs without the interpreter's lock and on any
   number of threads.

   Built by hatch_build.py with the system's C compiler: cc -O3 -shared -fPIC. Wider vectors
   are chosen when the library is used, never when it is built. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <immintrin.h>
#define X86 1
#define AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,bmi,bmi2,popcnt")))
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#endif

typedef int64_t i64;
typedef uint64_t u64;
typedef uint32_t u32;
typedef int32_t i32;
typedef uint16_t u16;
typedef uint8_t u8;

/* Which source this was compiled from: hatch_build.py gives the checksum, native.py compares. */
#ifndef CITYTIES_SOURCE
#define CITYTIES_SOURCE ""
#endif
EXPORT const char *made_from(void) { return CITYTIES_SOURCE; }

/* How wide vectors may be here: 2 = AVX-512, 1 = AVX2, 0 = what every processor has. To measure
   another processor's way, WIDEST is set lower when this is compiled. */
#ifndef WIDEST
#define WIDEST 2
#endif
EXPORT i64 width(void) {
    i64 found = 0;
#ifdef X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        found = 2;
    else if (__builtin_cpu_supports("avx2"))
        found = 1;
#endif
    return found < WIDEST ? found : WIDEST;
}

/* --- brandes.py ---------------------------------------------------------------------- */

#define SEARCH(NAME, HEAD)                                                                     \
    INLINE i64 NAME(i64 n, const u32 *indptr, const HEAD *indices, u32 s, double *sigma,       \
                    i64 room, u32 *queue, double *paths, i64 *bounds) {                        \
        memset(sigma, 0, (size_t)n * sizeof(double));                                          \
        for (i64 filler = n; filler < room; filler++)                                          \
            sigma[filler] = 1.0;                                                               \
        queue[0] = s;                                                                          \
        sigma[s] = 1.0;                                                                        \
        i64 start = 0, end = 1, tail = 1, levels = 0;                                          \
        while (start < end) {                                                                  \
            bounds[levels++] = start;                                                          \
            for (i64 i = start; i < end; i++)                                                  \
                paths[i] = sigma[queue[i]];                                                    \
            for (i64 i = start; i < end; i++) {                                                \
                u32 v = queue[i];                                                              \
                double count = paths[i];                                                       \
                for (u32 p = indptr[v], stop = indptr[v + 1]; p < stop; p += 4) {              \
                    u32 w0 = indices[p], w1 = indices[p + 1];                                  \
                    u32 w2 = indices[p + 2], w3 = indices[p + 3];                              \
                    double b0 = sigma[w0], b1 = sigma[w1], b2 = sigma[w2], b3 = sigma[w3];     \
                    sigma[w0] = b0 + count;                                                    \
                    sigma[w1] = b1 + count;                                                    \
                    sigma[w2] = b2 + count;                                                    \
                    sigma[w3] = b3 + count;                                                    \
                    queue[tail] = w0;                                                          \
                    tail += b0 == 0.0;                                                         \
                    queue[tail] = w1;                                                          \
                    tail += b1 == 0.0;                                                         \
                    queue[tail] = w2;                                                          \
                    tail += b2 == 0.0;                                                         \
                    queue[tail] = w3;                                                          \
                    tail += b3 == 0.0;                                                         \
                }                                                                              \
            }                                                                                  \
            start = end;                                                                       \
            end = tail;                                                                        \
        }                                                                                      \
        bounds[levels] = tail;                                                                 \
        return levels;                                                                         \
    }

SEARCH(search16, u16)
SEARCH(search32, u32)

#define NODES(NAME, SEARCH_, HEAD)                                                             \
    EXPORT i64 NAME(const u32 *indptr, i64 n1, const HEAD *indices, i64 n_indices,             \
                    const u32 *sources, i64 n_sources, const double *source_weight, i64 n_sw,  \
                    const double *target_weight, i64 n_tw, double ends, double *between,       \
                    i64 n_between, double *sigma, i64 room, double *share, i64 n_share,        \
                    u32 *queue, i64 n_queue, double *paths, i64 n_paths, i64 *bounds,          \
                    i64 n_bounds) {                                                            \
        for (i64 k = 0; k < n_sources; k++) {                                                  \
            u32 s = sources[k];                                                                \
            double weight = source_weight[s];                                                  \
            i64 levels =                                                                       \
                SEARCH_(n1 - 1, indptr, indices, s, sigma, room, queue, paths, bounds);        \
            memset(share, 0, (size_t)n_share * sizeof(double));                                \
            between[s] += ends * (double)(bounds[levels] - 1);                                 \
            for (i64 level = levels - 1; level > 0; level--) {                                 \
                for (i64 i = bounds[level]; i < bounds[level + 1]; i++) {                      \
                    u32 v = queue[i];                                                          \
                    double total = 0.0;                                                        \
                    for (u32 p = indptr[v], stop = indptr[v + 1]; p < stop; p += 4)            \
                        total += (share[indices[p]] + share[indices[p + 1]]) +                 \
                                 (share[indices[p + 2]] + share[indices[p + 3]]);              \
                    double delta = total * paths[i];                                           \
                    between[v] += weight * delta + ends;                                       \
                    sigma[v] = (target_weight[v] + delta) / paths[i];                          \
                }                                                                              \
                for (i64 i = bounds[level]; i < bounds[level + 1]; i++)                        \
                    share[queue[i]] = sigma[queue[i]];                                         \
            }                                                                                  \
        }                                                                                      \
        return 0;                                                                              \
    }

NODES(nodes_16, search16, u16)
NODES(nodes_32, search32, u32)

#define ARCS(NAME, SEARCH_, HEAD)                                                              \
    EXPORT i64 NAME(const u32 *indptr, i64 n1, const HEAD *indices, i64 n_indices,             \
                    const u32 *sources, i64 n_sources, const double *source_weight, i64 n_sw,  \
                    const double *target_weight, i64 n_tw, double *over, i64 n_over,           \
                    double *sigma, i64 room, double *share, i64 n_share, u32 *queue,           \
                    i64 n_queue, double *paths, i64 n_paths, i64 *bounds, i64 n_bounds) {      \
        for (i64 k = 0; k < n_sources; k++) {                                                  \
            u32 s = sources[k];                                                                \
            double weight = source_weight[s];                                                  \
            i64 levels =                                                                       \
                SEARCH_(n1 - 1, indptr, indices, s, sigma, room, queue, paths, bounds);        \
            memset(share, 0, (size_t)n_share * sizeof(double));                                \
            for (i64 level = levels - 1; level >= 0; level--) {                                \
                for (i64 i = bounds[level]; i < bounds[level + 1]; i++) {                      \
                    u32 v = queue[i];                                                          \
                    double count = weight * paths[i], total = 0.0;                             \
                    for (u32 p = indptr[v], stop = indptr[v + 1]; p < stop; p++) {             \
                        double part = share[indices[p]];                                       \
                        over[p] += count * part;                                               \
                        total += part;                                                         \
                    }                                                                          \
                    sigma[v] = target_weight[v] / paths[i] + total;                            \
                }                                                                              \
                for (i64 i = bounds[level]; i < bounds[level + 1]; i++)                        \
                    share[queue[i]] = sigma[queue[i]];                                         \
            }                                                                                  \
        }                                                                                      \
        return 0;                                                                              \
    }

ARCS(arcs_16, search16, u16)
ARCS(arcs_32, search32, u32)

#ifdef X86
/* Eight sources side by side: lane j of a vector belongs to source j. A node is expanded once
   for all lanes in which it has the same distance. Three bytes of `state[v]` have a bit per
   lane: its count of paths is settled; it was met at all; it was met in the level that comes.
   What reaches a settled lane is masked out, so one array of counts is enough, and on the way
   back it holds the shares that are not published yet. No branch in the inner loop. */
AVX512 static void eight(const u32 *restrict indptr, i64 n, const u32 *restrict indices,
                         const u32 *sources, i64 count, const double *source_weight,
                         const double *restrict target_weight, double ends,
                         double *restrict between, double *restrict sigma,
                         double *restrict share, u32 *restrict queue, u8 *restrict lanes,
                         u32 *restrict state, i64 *restrict bounds) {
    double weights[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    memset(state, 0, (size_t)n * 4);
    memset(sigma, 0, (size_t)n * 64);
    memset(share, 0, (size_t)n * 64);
    i64 start = 0, end = 0, levels = 0;
    for (i64 k = 0; k < count; k++) {
        u32 s = sources[k];
        weights[k] = source_weight[s];
        if (!state[s])
            queue[end++] = s;
        state[s] |= 0x10100u << k;
        sigma[8 * (i64)s + k] = 1.0;
    }
    i64 tail = end, reached[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    while (start < end) {
        bounds[levels++] = start;
        for (i64 i = start; i < end; i++) {
            u32 v = queue[i];
            u32 mine = state[v] >> 16;
            lanes[i] = (u8)mine;
            state[v] = (state[v] & 0xFFFF) | mine;
        }
        for (i64 i = start; i < end; i++) {
            u32 v = queue[i];
            u8 mine = lanes[i];
            __m512d counts = _mm512_load_pd(sigma + 8 * (i64)v);
            for (u32 p = indptr[v], stop = indptr[v + 1]; p < stop; p++) {
                u32 w = indices[p];
                u32 now = state[w];
                u8 open = mine & (u8)~now;
                u32 fresh = open & ~(now >> 8);
                double *there = sigma + 8 * (i64)w;
                __m512d old = _mm512_load_pd(there);
                _mm512_store_pd(there, _mm512_mask_add_pd(old, open, old, counts));
                state[w] = now | fresh * 0x10100u;
                queue[tail] = w;
                tail += (now < 0x10000u) & (fresh != 0);
            }
        }
        start = end;
        end = tail;
    }
    bounds[levels] = tail;
    __m512d weight = _mm512_loadu_pd(weights);
    for (i64 level = levels - 1; level >= 0; level--) {
        for (i64 i = bounds[level]; i < bounds[level + 1]; i++) {
            u32 v = queue[i];
            __mmask8 mine = lanes[i];
            __m512d one = _mm512_setzero_pd(), other = _mm512_setzero_pd();
            u32 p = indptr[v], stop = indptr[v + 1];
            for (; p + 1 < stop; p += 2) {
                one = _mm512_add_pd(one, _mm512_load_pd(share + 8 * (i64)indices[p]));
                other = _mm512_add_pd(other, _mm512_load_pd(share + 8 * (i64)indices[p + 1]));
            }
            if (p < stop)
                one = _mm512_add_pd(one, _mm512_load_pd(share + 8 * (i64)indices[p]));
            __m512d paths = _mm512_load_pd(sigma + 8 * (i64)v);
            __m512d delta = _mm512_mul_pd(_mm512_add_pd(one, other), paths);
            if (level > 0)
                between[v] += _mm512_mask_reduce_add_pd(mine, _mm512_mul_pd(weight, delta)) +
                              ends * __builtin_popcount(mine);
            __m512d whole = _mm512_add_pd(_mm512_set1_pd(target_weight[v]), delta);
            _mm512_mask_store_pd(sigma + 8 * (i64)v, mine, _mm512_div_pd(whole, paths));
            if (ends != 0.0)
                for (i64 k = 0; k < count; k++)
                    reached[k] += (mine >> k) & 1;
        }
        for (i64 i = bounds[level]; i < bounds[level + 1]; i++) {
            i64 at = 8 * (i64)queue[i];
            _mm512_mask_store_pd(share + at, lanes[i], _mm512_load_pd(sigma + at));
        }
    }
    if (ends != 0.0)
        for (i64 k = 0; k < count; k++)
            between[sources[k]] += ends * (double)(reached[k] - 1);
}
#endif

EXPORT i64 nodes_8(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                   const u32 *sources, i64 n_sources, const double *source_weight, i64 n_sw,
                   const double *target_weight, i64 n_tw, double ends, double *between,
                   i64 n_between, double *sigma, i64 n_sigma, double *share, i64 n_share,
                   u32 *queue, i64 n_queue, u8 *lanes, i64 n_lanes, u32 *state,
                   i64 n_state, i64 *bounds, i64 n_bounds) {
#ifdef X86
    for (i64 k = 0; k < n_sources; k += 8)
        eight(indptr, n1 - 1, indices, sources + k, n_sources - k < 8 ? n_sources - k : 8,
              source_weight, target_weight, ends, between, sigma, share, queue, lanes, state, bounds);
    return 0;
#else
    return -1;
#endif
}

EXPORT i64 arcs_to_some(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                        const u32 *sources, i64 n_sources, const double *target_weight,
                        i64 n_tw, double *over, i64 n_over, double *sigma, i64 room,
                        double *share, i64 n_share, u32 *queue, i64 n_queue, double *paths,
                        i64 n_paths, i64 *bounds, i64 n_bounds, double *even, i64 n_even,
                        double *predecessors, i64 n_predecessors, i64 *level_of, i64 n_level) {
    for (i64 k = 0; k < n_sources; k++) {
        i64 levels =
            search32(n1 - 1, indptr, indices, sources[k], sigma, room, queue, paths, bounds);
        for (i64 v = 0; v < room; v++) {
            share[v] = even[v] = predecessors[v] = 0.0;
            level_of[v] = -1;
        }
        for (i64 level = 0; level < levels; level++)
            for (i64 i = bounds[level]; i < bounds[level + 1]; i++)
                level_of[queue[i]] = level;
        for (i64 i = 0; i < bounds[levels]; i++) {
            u32 v = queue[i];
            for (u32 p = indptr[v]; p < indptr[v + 1]; p++)
                if (level_of[indices[p]] == level_of[v] + 1)
                    predecessors[indices[p]] += 1;
        }
        for (i64 level = levels - 1; level >= 0; level--)
            for (i64 i = bounds[level]; i < bounds[level + 1]; i++) {
                u32 v = queue[i];
                double delta = 0.0;
                for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                    u32 w = indices[p];
                    if (level_of[w] == level + 1) {
                        double part = paths[i] * share[w] + even[w];
                        over[p] += part;
                        delta += part;
                    }
                }
                if (target_weight[v] > 0)
                    share[v] = (1.0 + delta) / paths[i];
                else if (level > 0)
                    even[v] = delta / predecessors[v];
            }
    }
    return 0;
}

/* A binary heap of (key, node): push, and take the smallest. */
INLINE void push(i64 *heap, double *key, i64 *size, i64 node, double value) {
    i64 i = (*size)++;
    while (i > 0 && key[(i - 1) / 2] > value) {
        heap[i] = heap[(i - 1) / 2];
        key[i] = key[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = node;
    key[i] = value;
}

INLINE i64 pop(i64 *heap, double *key, i64 *size, double *value) {
    i64 node = heap[0], count = --*size;
    *value = key[0];
    i64 last = heap[count], i = 0;
    double last_key = key[count];
    for (;;) {
        i64 child = 2 * i + 1;
        if (child >= count)
            break;
        if (child + 1 < count && key[child + 1] < key[child])
            child++;
        if (key[child] >= last_key)
            break;
        heap[i] = heap[child];
        key[i] = key[child];
        i = child;
    }
    heap[i] = last;
    key[i] = last_key;
    return node;
}

EXPORT i64 weighted(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                    const double *length, i64 n_length, const u32 *sources, i64 n_sources,
                    const double *source_weight, i64 n_sw, const double *target_weight, i64 n_tw,
                    double ends, i64 even_shares, double *between, i64 n_between, double *over,
                    i64 n_over, double *distance, i64 n_distance, double *sigma, i64 n_sigma,
                    double *share, i64 n_share, u32 *order, i64 n_order, i64 *heap, i64 n_heap,
                    double *key, i64 n_key, double *even, i64 n_even, double *predecessors,
                    i64 n_predecessors) {
    i64 n = n1 - 1;
    for (i64 k = 0; k < n_sources; k++) {
        u32 s = sources[k];
        double weight = source_weight[s];
        for (i64 v = 0; v < n; v++) {
            distance[v] = INFINITY;
            sigma[v] = share[v] = 0.0;
        }
        distance[s] = 0.0;
        sigma[s] = 1.0;
        i64 size = 0, reached = 0;
        push(heap, key, &size, s, 0.0);
        while (size > 0) {
            double here;
            i64 v = pop(heap, key, &size, &here);
            if (here > distance[v])
                continue; /* stale: a shorter way was found meanwhile */
            order[reached++] = (u32)v;
            for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                u32 w = indices[p];
                double there = here + length[p];
                if (there < distance[w]) {
                    distance[w] = there;
                    sigma[w] = sigma[v];
                    push(heap, key, &size, w, there);
                } else if (there == distance[w])
                    sigma[w] += sigma[v];
            }
        }
        between[s] += ends * (double)(reached - 1);
        if (even_shares) {
            for (i64 v = 0; v < n; v++)
                even[v] = predecessors[v] = 0.0;
            for (i64 i = 0; i < reached; i++) {
                u32 v = order[i];
                for (u32 p = indptr[v]; p < indptr[v + 1]; p++)
                    if (distance[v] + length[p] == distance[indices[p]])
                        predecessors[indices[p]] += 1;
            }
        }
        for (i64 i = reached - 1; i >= 0; i--) {
            u32 v = order[i];
            double delta = 0.0;
            for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                u32 w = indices[p];
                if (distance[v] + length[p] == distance[w]) {
                    double part = sigma[v] * share[w] + even[w];
                    delta += part;
                    if (n_over > 0)
                        over[p] += weight * part;
                }
            }
            if (i > 0)
                between[v] += weight * delta + ends;
            if (even_shares && target_weight[v] == 0.0) {
                if (i > 0)
                    even[v] = delta / predecessors[v];
            } else
                share[v] = (target_weight[v] + delta) / sigma[v];
        }
    }
    return 0;
}

/* --- folding.py ---------------------------------------------------------------------- */

EXPORT i64 _peel(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices, i64 *order,
                 i64 n_order, i64 *parent_arc, i64 n_parent, double *size, i64 n_size,
                 double *squares, i64 n_squares, i64 *degree, i64 n_degree, i64 *waiting,
                 i64 n_waiting) {
    i64 n = n1 - 1, head = 0, tail = 0, folded = 0;
    for (i64 v = 0; v < n; v++) {
        degree[v] = (i64)indptr[v + 1] - (i64)indptr[v];
        if (degree[v] == 1)
            waiting[tail++] = v;
    }
    while (head < tail) {
        i64 v = waiting[head++];
        if (degree[v] != 1)
            continue; /* the other end of its last edge went first: it is the tree's root */
        for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
            u32 u = indices[p];
            if (parent_arc[u] < 0) {
                parent_arc[v] = p;
                size[u] += size[v];
                squares[u] += size[v] * size[v];
                if (--degree[u] == 1)
                    waiting[tail++] = u;
                break;
            }
        }
        order[folded++] = v;
    }
    return folded;
}

EXPORT i64 _breadth_first(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                          const i64 *starts, i64 n_starts, const i64 *parent_arc, i64 n_parent,
                          i64 *node, i64 n_node, i64 *label, i64 n_label) {
    i64 n = n1 - 1, tail = 0, search = 0;
    for (i64 v = 0; v < n; v++)
        label[v] = -1;
    for (i64 k = 0; k < n; k++) {
        i64 start = starts[k];
        if (parent_arc[start] >= 0 || label[start] >= 0)
            continue;
        i64 head = tail;
        node[tail++] = start;
        label[start] = search;
        while (head < tail) {
            i64 v = node[head++];
            for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                u32 w = indices[p];
                if (label[w] < 0 && parent_arc[w] < 0) {
                    label[w] = search;
                    node[tail++] = w;
                }
            }
        }
        search++;
    }
    return tail;
}

EXPORT i64 _inherit(const i64 *order, i64 n_order, const i64 *parent_arc, i64 n_parent,
                    const u32 *indices, i64 n_indices, i64 *label, i64 n_label) {
    for (i64 k = n_order - 1; k >= 0; k--)
        label[order[k]] = label[indices[parent_arc[order[k]]]];
    return 0;
}

EXPORT i64 _renumber(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                     const i64 *node, i64 count, const i64 *parent_arc, i64 n_parent, u32 *fresh,
                     i64 n_fresh, u32 *starts, i64 n_starts, u32 *heads, i64 n_heads, i64 *arc,
                     i64 n_arc) {
    i64 filled = 0;
    for (i64 i = 0; i < count; i++)
        fresh[node[i]] = (u32)i;
    starts[0] = 0;
    for (i64 i = 0; i < count; i++) {
        i64 v = node[i];
        for (u32 p = indptr[v]; p < indptr[v + 1]; p++)
            if (parent_arc[indices[p]] < 0) {
                heads[filled] = fresh[indices[p]];
                arc[filled++] = p;
            }
        starts[i + 1] = (u32)filled;
    }
    return filled;
}

EXPORT i64 _widen(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                  const u32 *starts, i64 n_starts, u32 *heads, i64 n_heads, i64 *slot,
                  i64 n_slot) {
    i64 n = n1 - 1;
    for (i64 v = 0; v < n; v++) {
        i64 at = starts[v], stop = starts[v + 1], filler = n;
        for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
            heads[at] = indices[p];
            slot[p] = at++;
        }
        while (at < stop)
            heads[at++] = (u32)filler++;
    }
    return 0;
}

/* --- bfs.py -------------------------------------------------------------------------- */

#define WIDTH 4

INLINE i64 sweep_any(const u32 *out_start, i64 n1, const u32 *out_head, i64 arcs,
                     const u32 *in_start, const u32 *in_head, const u32 *sources, i64 n_sources,
                     i64 *restrict total, double *restrict inverse, i64 *restrict reached,
                     i64 *restrict farthest, i64 *restrict total_squares,
                     double *restrict inverse_squares, u64 *seen, u64 *front, u64 *fresh,
                     u32 *active, u32 *coming) {
    i64 n = n1 - 1, size = 0, distance = 0;
    u64 every[WIDTH] = {0};
    memset(seen, 0, (size_t)n * WIDTH * 8);
    for (i64 k = 0; k < n_sources; k++) {
        u32 s = sources[k];
        u64 any = 0, bit = (u64)1 << (k & 63);
        for (int j = 0; j < WIDTH; j++)
            any |= front[WIDTH * (i64)s + j];
        if (!any)
            active[size++] = s;
        front[WIDTH * (i64)s + (k >> 6)] |= bit;
        seen[WIDTH * (i64)s + (k >> 6)] |= bit;
        every[k >> 6] |= bit;
        reached[s]++;
    }
    while (size > 0) {
        i64 ahead = 0, found = 0;
        distance++;
        for (i64 i = 0; i < size; i++)
            ahead += (i64)out_start[active[i] + 1] - (i64)out_start[active[i]];
        if (ahead * 4 < arcs) {
            /* Few nodes have news: they tell their neighbours. */
            for (i64 i = 0; i < size; i++) {
                const u64 *mine = front + WIDTH * (i64)active[i];
                for (u32 p = out_start[active[i]]; p < out_start[active[i] + 1]; p++) {
                    i64 w = out_head[p];
                    u64 old = 0, any = 0;
                    for (int j = 0; j < WIDTH; j++) {
                        u64 news = mine[j] & ~seen[WIDTH * w + j];
                        old |= fresh[WIDTH * w + j];
                        any |= news;
                        fresh[WIDTH * w + j] |= news;
                    }
                    if (old == 0 && any != 0)
                        coming[found++] = (u32)w;
                }
            }
        } else {
            /* Many have: every node that misses something asks its neighbours. */
            for (i64 v = 0; v < n; v++) {
                u64 missing = 0, any = 0, got[WIDTH] = {0};
                for (int j = 0; j < WIDTH; j++)
                    missing |= every[j] & ~seen[WIDTH * v + j];
                if (missing == 0)
                    continue;
                for (u32 p = in_start[v]; p < in_start[v + 1]; p++)
                    for (int j = 0; j < WIDTH; j++)
                        got[j] |= front[WIDTH * (i64)in_head[p] + j];
                for (int j = 0; j < WIDTH; j++) {
                    got[j] &= ~seen[WIDTH * v + j];
                    any |= got[j];
                }
                if (any != 0) {
                    for (int j = 0; j < WIDTH; j++)
                        fresh[WIDTH * v + j] = got[j];
                    coming[found++] = (u32)v;
                }
            }
        }
        for (i64 i = 0; i < size; i++)
            memset(front + WIDTH * (i64)active[i], 0, WIDTH * 8);
        double reciprocal = 1.0 / (double)distance;
        for (i64 i = 0; i < found; i++) {
            i64 v = coming[i], number = 0;
            for (int j = 0; j < WIDTH; j++) {
                seen[WIDTH * v + j] |= fresh[WIDTH * v + j];
                number += __builtin_popcountll(fresh[WIDTH * v + j]);
            }
            total[v] += distance * number;
            inverse[v] += reciprocal * (double)number;
            reached[v] += number;
            if (total_squares) {
                total_squares[v] += distance * distance * number;
                inverse_squares[v] += reciprocal * reciprocal * (double)number;
            }
            if (farthest[v] < distance)
                farthest[v] = distance;
        }
        u64 *words = front;
        front = fresh;
        fresh = words;
        u32 *nodes = active;
        active = coming;
        coming = nodes;
        size = found;
    }
    return 0;
}

#define SWEEP_PARAMETERS                                                                       \
    const u32 *out_start, i64 n1, const u32 *out_head, i64 arcs, const u32 *in_start, i64 n2,  \
        const u32 *in_head, i64 arcs2, const u32 *sources, i64 n_sources, i64 *total, i64 n3,  \
        double *inverse, i64 n4, i64 *reached, i64 n5, i64 *farthest, i64 n6,                  \
        i64 *total_squares, i64 n_squares, double *inverse_squares, i64 n8, u64 *seen, i64 n9, \
        u64 *front, i64 n10, u64 *fresh, i64 n11, u32 *active, i64 n12, u32 *coming, i64 n13
#define SWEEP_ARGUMENTS                                                                        \
    out_start, n1, out_head, arcs, in_start, in_head, sources, n_sources, total, inverse,      \
        reached, farthest, n_squares ? total_squares : 0, n_squares ? inverse_squares : 0,     \
        seen, front, fresh, active, coming

static i64 sweep_0(SWEEP_PARAMETERS) { return sweep_any(SWEEP_ARGUMENTS); }
#ifdef X86
AVX2 static i64 sweep_1(SWEEP_PARAMETERS) { return sweep_any(SWEEP_ARGUMENTS); }
AVX512 static i64 sweep_2(SWEEP_PARAMETERS) { return sweep_any(SWEEP_ARGUMENTS); }
#endif

EXPORT i64 sweep(SWEEP_PARAMETERS) {
#ifdef X86
    i64 wide = width();
    i64 (*run)(SWEEP_PARAMETERS) = wide == 2 ? sweep_2 : wide == 1 ? sweep_1 : sweep_0;
#else
    i64 (*run)(SWEEP_PARAMETERS) = sweep_0;
#endif
    return run(out_start, n1, out_head, arcs, in_start, n2, in_head, arcs2, sources, n_sources,
               total, n3, inverse, n4, reached, n5, farthest, n6, total_squares, n_squares,
               inverse_squares, n8, seen, n9, front, n10, fresh, n11, active, n12, coming, n13);
}

EXPORT i64 levels(const i32 *indptr, i64 n1, const i32 *indices, i64 n_indices, i64 source,
                  i32 *level, i64 n_level, i32 *queue, i64 n_queue) {
    i64 tail = 1;
    memset(level, 0xFF, (size_t)(n1 - 1) * sizeof(i32));
    queue[0] = (i32)source;
    level[source] = 0;
    for (i64 head = 0; head < tail; head++) {
        i32 v = queue[head];
        for (i64 p = indptr[v]; p < indptr[v + 1]; p++)
            if (level[indices[p]] < 0) {
                level[indices[p]] = level[v] + 1;
                queue[tail++] = indices[p];
            }
    }
    return tail;
}

/* --- structure.py -------------------------------------------------------------------- */

EXPORT i64 core_numbers(const i32 *indptr, i64 n1, const i32 *indices, i64 n_indices, i64 *core,
                        i64 n_core, i64 *start, i64 n_start, i64 *position, i64 n_position,
                        i64 *order, i64 n_order) {
    i64 n = n1 - 1;
    for (i64 d = 0; d < n_start; d++)
        start[d] = 0;
    for (i64 v = 0; v < n; v++) {
        core[v] = indptr[v + 1] - indptr[v];
        start[core[v] + 1]++;
    }
    for (i64 d = 1; d < n_start; d++)
        start[d] += start[d - 1];
    for (i64 v = 0; v < n; v++) {
        position[v] = start[core[v]]++;
        order[position[v]] = v;
    }
    for (i64 d = n_start - 1; d > 0; d--)
        start[d] = start[d - 1];
    start[0] = 0;
    for (i64 i = 0; i < n; i++) {
        i64 v = order[i];
        for (i64 arc = indptr[v]; arc < indptr[v + 1]; arc++) {
            i64 u = indices[arc];
            if (core[u] > core[v]) {
                i64 first = start[core[u]], other = order[first];
                if (other != u) {
                    i64 here = position[u];
                    order[first] = u;
                    order[here] = other;
                    position[u] = first;
                    position[other] = here;
                }
                start[core[u]]++;
                core[u]--;
            }
        }
    }
    return 0;
}

EXPORT i64 _upward(const i32 *indptr, i64 n1, const i32 *indices, i64 n_indices,
                   const double *weights, i64 n_weights, i64 *up, i64 n_up, i32 *heads,
                   i64 n_heads, double *values, i64 n_values) {
    i64 n = n1 - 1, filled = 0;
    up[0] = 0;
    for (i64 v = 0; v < n; v++) {
        i64 degree = indptr[v + 1] - indptr[v];
        for (i64 arc = indptr[v]; arc < indptr[v + 1]; arc++) {
            i64 w = indices[arc], other = indptr[w + 1] - indptr[w];
            if (degree < other || (degree == other && v < w)) {
                heads[filled] = (i32)w;
                values[filled++] = weights[arc];
            }
        }
        up[v + 1] = filled;
    }
    return filled;
}

EXPORT i64 _add_triangles(const i64 *up, i64 n1, const i32 *heads, i64 n_heads,
                          const double *values, i64 n_values, double *sums, i64 n_sums,
                          i32 *mark, i64 n_mark, double *held, i64 n_held, i64 first, i64 work) {
    i64 n = n1 - 1, visits = 0;
    for (i64 v = first; v < n; v++) {
        if (visits >= work)
            return v;
        for (i64 i = up[v]; i < up[v + 1]; i++) {
            mark[heads[i]] = (i32)v;
            held[heads[i]] = values[i];
        }
        for (i64 i = up[v]; i < up[v + 1]; i++) {
            i64 w = heads[i];
            visits += 1 + up[w + 1] - up[w];
            for (i64 j = up[w]; j < up[w + 1]; j++) {
                i64 x = heads[j];
                if (mark[x] == v) {
                    double product = values[i] * values[j] * held[x];
                    sums[v] += product;
                    sums[w] += product;
                    sums[x] += product;
                }
            }
        }
    }
    return n;
}

EXPORT i64 component_labels(const i32 *indptr, i64 n1, const i32 *indices, i64 n_indices,
                            i32 *label, i64 n_label, i32 *queue, i64 n_queue) {
    i64 n = n1 - 1, count = 0;
    for (i64 v = 0; v < n; v++)
        label[v] = -1;
    for (i64 first = 0; first < n; first++) {
        if (label[first] >= 0)
            continue;
        label[first] = (i32)count;
        queue[0] = (i32)first;
        for (i64 head = 0, tail = 1; head < tail; head++) {
            i64 v = queue[head];
            for (i64 arc = indptr[v]; arc < indptr[v + 1]; arc++)
                if (label[indices[arc]] < 0) {
                    label[indices[arc]] = (i32)count;
                    queue[tail++] = indices[arc];
                }
        }
        count++;
    }
    return count;
}

/* --- iterative.py -------------------------------------------------------------------- */

EXPORT i64 _pagerank(const i32 *indptr, i64 n1, const i32 *sources, i64 n_sources,
                     const double *shares, i64 n_shares, const i32 *dangling, i64 n_dangling,
                     const double *dangling_weights, i64 n_dw, const double *personal,
                     i64 n_personal, double *values, i64 n, double *spare, i64 n_spare,
                     double alpha, i64 steps, double tol) {
    double *last = values, *rank = spare;
    i64 settled = 0;
    for (i64 step = 0; step < steps && !settled; step++) {
        double loose = 0.0, error = 0.0;
        for (i64 i = 0; i < n_dangling; i++)
            loose += last[dangling[i]];
        for (i64 v = 0; v < n; v++) {
            double handed = 0.0;
            for (i64 arc = indptr[v]; arc < indptr[v + 1]; arc++)
                handed += shares[arc] * last[sources[arc]];
            rank[v] = alpha * (handed + loose * dangling_weights[v]) + (1 - alpha) * personal[v];
            error += fabs(rank[v] - last[v]);
        }
        settled = error < (double)n * tol;
        double *other = last;
        last = rank;
        rank = other;
    }
    if (last != values)
        memcpy(values, last, (size_t)n * sizeof(double));
    return settled;
}

EXPORT i64 _eigenvector(const i32 *indptr, i64 n1, const i32 *sources, i64 n_sources,
                        const double *weights, i64 n_weights, double *values, i64 n,
                        double *spare, i64 n_spare, i64 steps, double tol) {
    double *last = values, *score = spare;
    i64 settled = 0;
    for (i64 step = 0; step < steps && !settled; step++) {
        double squares = 0.0, error = 0.0;
        for (i64 v = 0; v < n; v++) {
            double value = last[v];
            for (i64 arc = indptr[v]; arc < indptr[v + 1]; arc++)
                value += weights[arc] * last[sources[arc]];
            score[v] = value;
            squares += value * value;
        }
        double norm = sqrt(squares);
        if (norm == 0)
            norm = 1.0;
        for (i64 v = 0; v < n; v++) {
            score[v] /= norm;
            error += fabs(score[v] - last[v]);
        }
        settled = error < (double)n * tol;
        double *other = last;
        last = score;
        score = other;
    }
    if (last != values)
        memcpy(values, last, (size_t)n * sizeof(double));
    return settled;
}

/* --- analysis/arrays.py -------------------------------------------------------------- */

EXPORT i64 _far(const i32 *indptr, i64 n1, const i32 *indices, i64 n_indices,
                const double *lengths, i64 n_lengths, i64 first, i64 stop, double *total,
                i64 n_total, double *reached, i64 n_reached, double *inverse, i64 n_inverse,
                double *best, i64 n_best, i64 *heap, i64 n_heap, double *key, i64 n_key) {
    i64 n = n1 - 1;
    for (i64 source = first; source < stop; source++) {
        for (i64 v = 0; v < n; v++)
            best[v] = INFINITY;
        best[source] = 0.0;
        i64 size = 0;
        push(heap, key, &size, source, 0.0);
        while (size > 0) {
            double far;
            i64 v = pop(heap, key, &size, &far);
            if (far > best[v])
                continue;
            if (v != source) {
                total[source] += far;
                reached[source] += 1.0;
                inverse[source] += 1.0 / far;
            }
            for (i64 arc = indptr[v]; arc < indptr[v + 1]; arc++) {
                double longer = far + lengths[arc];
                if (longer < best[indices[arc]]) {
                    best[indices[arc]] = longer;
                    push(heap, key, &size, indices[arc], longer);
                }
            }
        }
    }
    return 0;
}

/* --- analysis/random_graphs.py ------------------------------------------------------- */

INLINE u64 mixed(u64 *state) {
    u64 bits = *state += 0x9E3779B97F4A7C15u;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

/* A number from 0 to below 1. */
INLINE double chance(u64 *state) { return (double)(mixed(state) >> 11) * 0x1p-53; }

INLINE i64 find(const i64 *rows, i64 at, i64 stop, i64 wanted) {
    while (at < stop && rows[at] != wanted)
        at++;
    return at < stop ? at : -1;
}

EXPORT i64 _swap(i64 *ends, i64 n_ends, const i64 *start, i64 n_start, i64 *rows, i64 n_rows,
                 i64 steps, u64 *seed, i64 n_seed) {
    u64 count = (u64)n_ends / 2;
    i64 made = 0;
    for (i64 step = 0; step < steps; step++) {
        u64 bits = mixed(seed);
        i64 first = (i64)(((bits >> 33) * count) >> 31);
        i64 second = (i64)((((bits >> 1) & 0x7FFFFFFF) * count) >> 31);
        i64 turned = (i64)(bits & 1);
        i64 a = ends[2 * first], b = ends[2 * first + 1];
        i64 c = ends[2 * second + turned], d = ends[2 * second + (1 - turned)];
        if (a == d || b == c || first == second)
            continue;
        /* a-b and c-d become a-d and c-b, unless one of these is there */
        if (find(rows, start[a], start[a + 1], d) >= 0 ||
            find(rows, start[c], start[c + 1], b) >= 0)
            continue;
        rows[find(rows, start[a], start[a + 1], b)] = d;
        rows[find(rows, start[b], start[b + 1], a)] = c;
        rows[find(rows, start[c], start[c + 1], d)] = b;
        rows[find(rows, start[d], start[d + 1], c)] = a;
        ends[2 * first] = a;
        ends[2 * first + 1] = d;
        ends[2 * second] = c;
        ends[2 * second + 1] = b;
        made++;
    }
    return made;
}

/* --- sampling.py --------------------------------------------------------------------- */

/* One shortest path drawn evenly for each pair, by two searches that meet. `side` is 0 where
   no search was, 1 + distance from the first end, or -1 - distance from the second. */
EXPORT i64 draw_paths(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                      const u32 *firsts, i64 n_firsts, const u32 *seconds, i64 n_seconds,
                      u64 *seed, i64 n_seed, i64 *through, i64 n_through, i32 *side, i64 n_side,
                      double *paths, i64 n_paths, u32 *queue, i64 n_queue, u32 *others,
                      i64 n_others) {
    i64 visits = 0;
    for (i64 k = 0; k < n_firsts; k++) {
        u32 s = firsts[k], t = seconds[k];
        if (s == t)
            continue;
        u32 *rows[2] = {queue, others};
        i64 start[2] = {0, 0}, end[2] = {1, 1}, work[2], depth[2] = {0, 0}, met = 0;
        rows[0][0] = s;
        rows[1][0] = t;
        side[s] = 1;
        side[t] = -1;
        paths[s] = paths[t] = 1.0;
        work[0] = indptr[s + 1] - indptr[s];
        work[1] = indptr[t + 1] - indptr[t];
        while (!met && start[0] < end[0] && start[1] < end[1]) {
            int from = work[1] < work[0];
            i32 sign = from ? -1 : 1;
            i32 next = sign * (i32)(depth[from] + 2);
            i64 tail = end[from], ahead = 0;
            /* An arc to the other side ends the search; the level is finished for the counts. */
            for (i64 i = start[from]; i < end[from]; i++) {
                u32 v = rows[from][i];
                visits += indptr[v + 1] - indptr[v];
                for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                    u32 w = indices[p];
                    if (side[w] == 0) {
                        side[w] = next;
                        paths[w] = paths[v];
                        rows[from][tail++] = w;
                        ahead += indptr[w + 1] - indptr[w];
                    } else if (side[w] == next)
                        paths[w] += paths[v];
                    else if ((side[w] ^ sign) < 0)
                        met = 1;
                }
            }
            if (met) {
                /* Arcs from this level to the last level of the other side are the middles. */
                i32 there = -sign * (i32)(depth[1 - from] + 1);
                double whole = 0.0;
                u32 left = 0, right = 0;
                for (i64 i = start[from]; i < end[from]; i++) {
                    u32 v = rows[from][i];
                    for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                        u32 w = indices[p];
                        if (side[w] == there) {
                            double ways = paths[v] * paths[w];
                            /* Each middle stays with the chance of its share, the first surely. */
                            int first = whole == 0.0;
                            whole += ways;
                            if (chance(seed) * whole < ways || first) {
                                left = v;
                                right = w;
                            }
                        }
                    }
                }
                for (int half = 0; half < 2; half++) {
                    u32 v = half ? right : left;
                    i32 step = side[v] > 0 ? -1 : 1;
                    while (side[v] != 1 && side[v] != -1) {
                        double sum = 0.0;
                        u32 back = v;
                        i32 level = side[v] + step;
                        through[v]++;
                        for (u32 p = indptr[v]; p < indptr[v + 1]; p++) {
                            u32 w = indices[p];
                            if (side[w] == level) {
                                int first = sum == 0.0;
                                sum += paths[w];
                                if (chance(seed) * sum < paths[w] || first)
                                    back = w;
                            }
                        }
                        v = back;
                    }
                }
            }
            start[from] = end[from];
            end[from] = tail;
            work[from] = ahead;
            depth[from]++;
        }
        for (int from = 0; from < 2; from++)
            for (i64 i = 0; i < end[from]; i++)
                side[rows[from][i]] = 0;
    }
    return visits;
}

/* How far the farthest node of any component is from the first of it in `starts`. */
EXPORT i64 reach(const u32 *indptr, i64 n1, const u32 *indices, i64 n_indices,
                 const u32 *starts, i64 n_starts, u8 *seen, i64 n_seen, u32 *queue, i64 n_queue) {
    i64 deepest = 0;
    for (i64 k = 0; k < n_starts; k++) {
        if (seen[starts[k]])
            continue;
        i64 start = 0, end = 1, depth = -1;
        queue[0] = starts[k];
        seen[starts[k]] = 1;
        while (start < end) {
            i64 tail = end;
            depth++;
            for (i64 i = start; i < end; i++)
                for (u32 p = indptr[queue[i]]; p < indptr[queue[i] + 1]; p++)
                    if (!seen[indices[p]]) {
                        seen[indices[p]] = 1;
                        queue[tail++] = indices[p];
                    }
            start = end;
            end = tail;
        }
        if (depth > deepest)
            deepest = depth;
    }
    return deepest;
}

/* --- csr.py -------------------------------------------------------------------------- */

EXPORT i64 _turned(const i32 *heads, i64 arcs, i32 *starts, i64 n1, i32 *order, i64 n_order) {
    memset(starts, 0, (size_t)n1 * sizeof(i32));
    for (i64 arc = 0; arc < arcs; arc++)
        starts[heads[arc] + 1]++;
    for (i64 v = 1; v < n1; v++)
        starts[v] += starts[v - 1];
    for (i64 arc = 0; arc < arcs; arc++)
        order[starts[heads[arc]]++] = (i32)arc;
    memmove(starts + 1, starts, (size_t)(n1 - 1) * sizeof(i32));
    starts[0] = 0;
    return 0;
}

/* --- small.py ------------------------------------------------------------------------ */

#ifdef __SIZEOF_INT128__
/* What a network of one city needs, from one piece of memory: all measures on the graph and on
   many graphs with edges left out. Each measure is computed by the loops above, in the order in
   which Python calls them, so that it has the same numbers to the last bit. */
struct small {
    i64 n, arcs;
    u32 *indptr, *indices;                            /* the graph with edges left out */
    i64 *order, *parent_arc, *node, *label, *starts;  /* folding.py */
    i64 *arc, *slot, core, folded;
    double *size, *squares, *whole;
    u32 *fresh, *core_start, *core_head, *wide_start, *wide_head;
    u16 *narrow;
    i64 *total, *reached, *farthest;                  /* distances.py */
    double *inverse, *harmonic;
    u64 *seen, *front, *coming;
    u32 *active, *next, *numbers;
    double *weight, *between, *sigma, *share, *paths; /* betweenness.py */
    u32 *queue, *state;
    i64 *bounds;
    u8 *lanes;
    double *shares, *even, *values, *spare;           /* iterative.py */
    i32 *turned_start, *turned, *senders, *tails, *loose;
    double *found, *column;                           /* measures of a run; values to be sorted */
    double *outcomes, *places;
    u8 *gone;
};

/* Divide the memory at `base`; how much is needed. Where `base` is null, nothing is divided. */
static i64 small_parts(u8 *base, struct small *own, i64 n, i64 arcs, i64 measures, i64 ranked,
                       i64 runs) {
    i64 used = 0, longest = n > runs ? n : runs;
#define PART(NAME, COUNT)                                                                      \
    do {                                                                                       \
        own->NAME = base ? (void *)(base + used) : 0;                                          \
        used += ((COUNT) * (i64)sizeof *own->NAME + 63) / 64 * 64;                             \
    } while (0)
    PART(indptr, n + 1);
    PART(indices, arcs);
    PART(order, n);
    PART(parent_arc, n);
    PART(node, n);
    PART(label, n);
    PART(starts, n + 1);
    PART(arc, arcs);
    PART(slot, arcs);
    PART(size, n);
    PART(squares, n);
    PART(whole, n + 1);
    PART(fresh, n);
    PART(core_start, n + 1);
    PART(core_head, arcs);
    PART(wide_start, n + 1);
    PART(wide_head, arcs + 3 * n);
    PART(narrow, arcs + 3 * n);
    PART(total, n);
    PART(reached, n);
    PART(farthest, n);
    PART(inverse, n);
    PART(harmonic, n);
    PART(seen, WIDTH * n);
    PART(front, WIDTH * n);
    PART(coming, WIDTH * n);
    PART(active, n);
    PART(next, n);
    PART(numbers, n);
    PART(weight, n);
    PART(between, n);
    PART(sigma, 8 * n + 4);
    PART(share, 8 * n + 4);
    PART(paths, n);
    PART(queue, 8 * n + 1);
    PART(state, n);
    PART(bounds, n + 2);
    PART(lanes, 8 * n);
    PART(shares, arcs);
    PART(even, n);
    PART(values, n);
    PART(spare, n);
    PART(turned_start, n + 1);
    PART(turned, arcs);
    PART(senders, arcs);
    PART(tails, arcs);
    PART(loose, n);
    PART(found, measures * n);
    PART(column, longest);
    PART(outcomes, measures * n * runs);
    PART(places, measures * ranked * runs);
    PART(gone, arcs);
#undef PART
    return used;
}

/* As `folding.prepare`. */
static void small_fold(struct small *own, i64 fold) {
    i64 n = own->n, arcs = own->arcs, most = 0, count = 0;
    for (i64 v = 0; v < n; v++) {
        own->parent_arc[v] = -1;
        own->size[v] = 1.0;
        own->squares[v] = 0.0;
        i64 degree = (i64)own->indptr[v + 1] - (i64)own->indptr[v];
        most = degree > most ? degree : most;
    }
    own->folded = fold ? _peel(own->indptr, n + 1, own->indices, arcs, own->order, n,
                               own->parent_arc, n, own->size, n, own->squares, n, own->node, n,
                               own->label, n)
                       : 0;
    /* The nodes by degree, the largest first; of equal ones the first. */
    i64 *before = own->label;
    memset(before, 0, (size_t)n * sizeof(i64));
    for (i64 v = 0; v < n; v++)
        before[most - ((i64)own->indptr[v + 1] - (i64)own->indptr[v])]++;
    for (i64 rank = 0, sum = 0; rank <= most && rank < n; rank++) {
        i64 those = before[rank];
        before[rank] = sum;
        sum += those;
    }
    for (i64 v = 0; v < n; v++)
        own->starts[before[most - ((i64)own->indptr[v + 1] - (i64)own->indptr[v])]++] = v;
    count = _breadth_first(own->indptr, n + 1, own->indices, arcs, own->starts, n,
                           own->parent_arc, n, own->node, n, own->label, n);
    memset(own->whole, 0, (size_t)(n + 1) * sizeof(double));
    for (i64 i = 0; i < count; i++)
        own->whole[own->label[own->node[i]]] += own->size[own->node[i]];
    _inherit(own->order, own->folded, own->parent_arc, n, own->indices, arcs, own->label, n);
    _renumber(own->indptr, n + 1, own->indices, arcs, own->node, count, own->parent_arc, n,
              own->fresh, n, own->core_start, n + 1, own->core_head, arcs, own->arc, arcs);
    own->core = count;
}

/* As `distances.sweep`, by number in the core. */
static void small_sweep(struct small *own) {
    i64 n = own->n;
    small_fold(own, 0);
    memset(own->total, 0, (size_t)n * sizeof(i64));
    memset(own->reached, 0, (size_t)n * sizeof(i64));
    memset(own->farthest, 0, (size_t)n * sizeof(i64));
    memset(own->harmonic, 0, (size_t)n * sizeof(double));
    memset(own->front, 0, (size_t)n * WIDTH * 8);
    memset(own->coming, 0, (size_t)n * WIDTH * 8);
    for (i64 k = 0; k < n; k += 64 * WIDTH) {
        memset(own->inverse, 0, (size_t)n * sizeof(double));
        sweep(own->core_start, n + 1, own->core_head, own->arcs, own->core_start, n + 1,
              own->core_head, own->arcs, own->numbers + k, n - k < 64 * WIDTH ? n - k : 64 * WIDTH,
              own->total, n, own->inverse, n, own->reached, n, own->farthest, n, 0, 0, 0, 0,
              own->seen, n, own->front, n, own->coming, n, own->active, n, own->next, n);
        for (i64 v = 0; v < n; v++)
            own->harmonic[v] += own->inverse[v];
    }
}

/* As `betweenness.node_scores`, normalised. */
static void small_betweenness(struct small *own, double *scores) {
    i64 n = own->n;
    double pairs = (double)((n - 1) * (n - 2));
    small_fold(own, 1);
    i64 count = own->core, arcs = own->core_start[count];
    for (i64 i = 0; i < count; i++) {
        own->weight[i] = own->size[own->node[i]];
        own->between[i] = 0.0;
    }
    if (width() == 2)
        nodes_8(own->core_start, count + 1, own->core_head, arcs, own->numbers, count, own->weight,
                count, own->weight, count, 0.0, own->between, count, own->sigma, 8 * count,
                own->share, 8 * count, own->queue, 8 * count + 1, own->lanes, 8 * count,
                own->state, count, own->bounds, count + 2);
    else {
        own->wide_start[0] = 0;
        for (i64 i = 0; i < count; i++)
            own->wide_start[i + 1] =
                own->wide_start[i] + (own->core_start[i + 1] - own->core_start[i] + 3) / 4 * 4;
        i64 wide = own->wide_start[count];
        _widen(own->core_start, count + 1, own->core_head, arcs, own->wide_start, count + 1,
               own->wide_head, wide, own->slot, arcs);
        for (i64 p = 0; p < wide; p++)
            own->narrow[p] = (u16)own->wide_head[p];
        nodes_16(own->wide_start, count + 1, own->narrow, wide, own->numbers, count, own->weight,
                 count, own->weight, count, 0.0, own->between, count, own->sigma, count + 4,
                 own->share, count + 4, own->queue, count + 1, own->paths, count, own->bounds,
                 count + 2);
    }
    for (i64 v = 0; v < n; v++) {
        double inside = own->size[v] - 1;
        scores[v] = inside * inside - own->squares[v] +
                    2 * inside * (own->whole[own->label[v]] - own->size[v]);
    }
    for (i64 i = 0; i < count; i++)
        scores[own->node[i]] += own->between[i];
    for (i64 v = 0; v < n; v++)
        scores[v] = pairs > 0 ? scores[v] / pairs : 0.0;
}

/* As `iterative.pagerank_values`; whether it settled. */
static i64 small_pagerank(struct small *own, double *scores, i64 steps, double tol) {
    i64 n = own->n, arcs = own->arcs, loose = 0;
    const i32 *heads = (const i32 *)own->indices;
    for (i64 v = 0; v < n; v++) {
        own->even[v] = own->values[v] = 1.0 / (double)n;
        if (own->indptr[v] == own->indptr[v + 1])
            own->loose[loose++] = (i32)v;
        for (u32 p = own->indptr[v]; p < own->indptr[v + 1]; p++)
            own->tails[p] = (i32)v;
    }
    _turned(heads, arcs, own->turned_start, n + 1, own->turned, arcs);
    for (i64 p = 0; p < arcs; p++) {
        i32 tail = own->tails[own->turned[p]];
        own->senders[p] = tail;
        own->shares[p] = 1.0 / (double)(own->indptr[tail + 1] - own->indptr[tail]);
    }
    i64 settled = _pagerank(own->turned_start, n + 1, own->senders, arcs, own->shares, arcs,
                            own->loose, loose, own->even, n, own->even, n, own->values, n,
                            own->spare, n, 0.85, steps, tol);
    memcpy(scores, own->values, (size_t)n * sizeof(double));
    return settled;
}

enum { DEGREE, CLOSENESS, HARMONIC, BETWEENNESS, PAGERANK, SHARED };

/* The measures on the graph of `own`, n values each; whether all settled. */
static i64 small_measures(struct small *own, const i64 *wanted, i64 measures, i64 focus,
                          i64 steps, double tol, double *scores) {
    i64 n = own->n, swept = 0, settled = 1;
    for (i64 k = 0; k < measures; k++, scores += n) {
        if ((wanted[k] == CLOSENESS || wanted[k] == HARMONIC) && !swept) {
            small_sweep(own);
            swept = 1;
            /* By node, because the next fold gives other numbers. */
            for (i64 i = 0; i < n; i++) {
                i64 v = own->node[i];
                double others = (double)own->reached[i] - 1.0;
                own->values[v] = own->total[i] > 0 ? others / (double)own->total[i] : 0.0;
                if (n > 1)
                    own->values[v] *= others / (double)(n - 1);
                own->spare[v] = own->harmonic[i];
            }
            for (i64 other = k; other < measures; other++)
                if (wanted[other] == CLOSENESS || wanted[other] == HARMONIC)
                    memcpy(scores + (other - k) * n,
                           wanted[other] == CLOSENESS ? own->values : own->spare,
                           (size_t)n * sizeof(double));
        } else if (wanted[k] == DEGREE) {
            for (i64 v = 0; v < n; v++)
                scores[v] = (double)(own->indptr[v + 1] - own->indptr[v]);
        } else if (wanted[k] == BETWEENNESS) {
            small_betweenness(own, scores);
        } else if (wanted[k] == PAGERANK) {
            settled &= small_pagerank(own, scores, steps, tol);
        } else if (wanted[k] == SHARED) {
            memset(scores, 0, (size_t)n * sizeof(double));
            for (u32 p = own->indptr[focus]; p < own->indptr[focus + 1]; p++) {
                u32 near = own->indices[p];
                for (u32 q = own->indptr[near]; q < own->indptr[near + 1]; q++)
                    scores[own->indices[q]] += 1.0;
            }
            scores[focus] = 0.0;
        }
    }
    return settled;
}

/* PCG64 of numpy (M. O'Neill, PCG XSL RR 128/64), and what its Generator draws with it. */
struct pcg {
    unsigned __int128 state, step;
    u32 half;
    i64 kept;
};

INLINE u64 pcg_64(struct pcg *own) {
    const unsigned __int128 times =
        ((unsigned __int128)2549297995355413924ULL << 64) | 4865540595714422341ULL;
    own->state = own->state * times + own->step;
    u64 mixed = (u64)(own->state >> 64) ^ (u64)own->state;
    unsigned turn = (unsigned)(own->state >> 122);
    return mixed >> turn | mixed << (-turn & 63);
}

/* Half of a number; the other half is next, with whole numbers in between or not. */
INLINE u32 pcg_32(struct pcg *own) {
    if (own->kept) {
        own->kept = 0;
        return own->half;
    }
    u64 both = pcg_64(own);
    own->kept = 1;
    own->half = (u32)(both >> 32);
    return (u32)both;
}

/* Evenly from 0 to `most` (D. Lemire, Fast random integer generation in an interval). */
INLINE u32 pcg_below(struct pcg *own, u32 most) {
    if (most == 0)
        return 0;
    u32 count = most + 1;
    u64 wide = (u64)pcg_32(own) * count;
    if ((u32)wide < count) {
        u32 least = (0xFFFFFFFFu - most) % count;
        while ((u32)wide < least)
            wide = (u64)pcg_32(own) * count;
    }
    return (u32)(wide >> 32);
}

/* As `resample.kept`: which edges a run leaves out. Floyd's algorithm; up to 10,000 edges. */
static void small_draw(struct pcg *random, double least, double most, i64 edges, u8 *gone) {
    double share =
        least + (most - least) * ((double)(pcg_64(random) >> 11) * (1.0 / 9007199254740992.0));
    i64 count = (i64)nearbyint(share * (double)edges);
    memset(gone, 0, (size_t)edges);
    for (i64 last = edges - count; last < edges; last++) {
        u32 one = pcg_below(random, (u32)last);
        gone[gone[one] ? last : one] = 1;
    }
}

/* Put the value of a place in ascending order there: smaller ones before it, larger ones behind. */
static void small_select(double *values, i64 count, i64 place) {
    i64 first = 0, last = count - 1;
    while (first < last) {
        double middle = values[first + (last - first) / 2];
        i64 i = first, j = last;
        while (i <= j) {
            while (values[i] < middle)
                i++;
            while (values[j] > middle)
                j--;
            if (i <= j) {
                double held = values[i];
                values[i++] = values[j];
                values[j--] = held;
            }
        }
        if (place <= j)
            last = j;
        else if (place >= i)
            first = i;
        else
            return;
    }
}

/* As numpy.quantile, which interpolates; the order of the values is lost. */
static double small_quantile(double *values, i64 count, double share) {
    double place = (double)(count - 1) * share;
    i64 before = (i64)floor(place);
    if (before >= count - 1) {
        small_select(values, count, count - 1);
        return values[count - 1];
    }
    small_select(values, count, before);
    double one = values[before], other = values[before + 1];
    for (i64 i = before + 2; i < count; i++)
        other = values[i] < other ? values[i] : other;
    double apart = other - one, part = place - (double)before;
    return part >= 0.5 ? other - apart * (1 - part) : one + apart * part;
}

/* As `resample.ranks`, of the values at some positions. */
static void small_ranks(const double *values, const i64 *at, i64 count, double tie,
                        double *sorted, double *places, i64 apart) {
    for (i64 i = 0; i < count; i++) {
        double value = values[at[i]];
        i64 j = i;
        for (; j > 0 && sorted[j - 1] > value; j--)
            sorted[j] = sorted[j - 1];
        sorted[j] = value;
    }
    for (i64 i = 0; i < count; i++) {
        double most = values[at[i]] + tie * fabs(values[at[i]]);
        i64 low = 0, high = count;
        while (low < high) {
            i64 middle = (low + high) / 2;
            if (sorted[middle] <= most)
                low = middle + 1;
            else
                high = middle;
        }
        places[i * apart] = (double)(count - low + 1);
    }
}

/* How many bytes `small_table` works in. */
EXPORT i64 small_room(i64 n, i64 arcs, i64 measures, i64 ranked, i64 runs) {
    struct small own;
    return small_parts(0, &own, n, arcs, measures, ranked, runs) + 64;
}

/* The values of measures on a graph, and the quantiles of values and places in `runs` graphs with
   edges left out; -1 where PageRank does not settle. */
EXPORT i64 small_table(const i32 *indptr, i64 n1, const i32 *indices, i64 arcs,
                       const i32 *edge_of_arc, i64 arcs2, const i64 *wanted, i64 measures,
                       i64 focus, i64 steps, double tol, const i64 *at, i64 ranked,
                       const u64 *seed, i64 n_seed, i64 runs, double least, double most,
                       double outer, double inner, double tie, double *full, i64 n_full,
                       double *low, i64 n_low, double *high, i64 n_high, double *first,
                       i64 n_first, double *last, i64 n_last, u8 *room, i64 n_room) {
    struct small own;
    i64 n = n1 - 1;
    small_parts((u8 *)(((uintptr_t)room + 63) / 64 * 64), &own, n, arcs, measures, ranked, runs);
    own.n = n;
    own.arcs = arcs;
    memcpy(own.indptr, indptr, (size_t)n1 * sizeof(i32));
    memcpy(own.indices, indices, (size_t)arcs * sizeof(i32));
    for (i64 v = 0; v < n; v++)
        own.numbers[v] = (u32)v;
    if (!small_measures(&own, wanted, measures, focus, steps, tol, full))
        return -1;
    struct pcg random = {(unsigned __int128)seed[0] << 64 | seed[1],
                         (unsigned __int128)seed[2] << 64 | seed[3], 0, 0};
    for (i64 run = 0; run < runs; run++) {
        small_draw(&random, least, most, arcs / 2, own.gone);
        own.arcs = 0;
        for (i64 v = 0; v < n; v++) {
            own.indptr[v] = (u32)own.arcs;
            for (i64 p = indptr[v]; p < indptr[v + 1]; p++)
                if (!own.gone[edge_of_arc[p]])
                    own.indices[own.arcs++] = (u32)indices[p];
        }
        own.indptr[n] = (u32)own.arcs;
        if (!small_measures(&own, wanted, measures, focus, steps, tol, own.found))
            return -1;
        for (i64 k = 0; k < measures; k++) {
            small_ranks(own.found + k * n, at, ranked, tie, own.column,
                        own.places + k * ranked * runs + run, runs);
            for (i64 v = 0; v < n; v++)
                own.outcomes[(k * n + v) * runs + run] = own.found[k * n + v];
        }
    }
    for (i64 i = 0; runs && i < measures * n; i++) {
        low[i] = small_quantile(own.outcomes + i * runs, runs, outer);
        high[i] = small_quantile(own.outcomes + i * runs, runs, inner);
    }
    for (i64 i = 0; runs && i < measures * ranked; i++) {
        first[i] = small_quantile(own.places + i * runs, runs, outer);
        last[i] = small_quantile(own.places + i * runs, runs, inner);
    }
    return 0;
}

#else
EXPORT i64 small_room(i64 n, i64 arcs, i64 measures, i64 ranked, i64 runs) { return -1; }
#endif

/* Of the running interpreter, where the loader finds them; all are of the stable interface. */
typedef intptr_t ssize;
extern int PyDict_Next(void *, ssize *, void **, void **) __attribute__((weak));
extern void *PyDict_GetItemWithError(void *, void *) __attribute__((weak));
extern ssize PyDict_Size(void *) __attribute__((weak));
extern void PyErr_Clear(void) __attribute__((weak));

EXPORT i64 can_read(void) {
    return PyDict_Next && PyDict_GetItemWithError && PyDict_Size && PyErr_Clear;
}

/* Rows lie anywhere in memory, so the next ones are fetched before they are needed. The fifth
   word of a dict leads to its entries; where it does not, only the hint is lost: a dict is at
   least six words long, and nothing is read where the word leads. */
#define AHEAD 8
INLINE void fetch(const u64 *places, i64 at, i64 n) {
    if (at + 2 * AHEAD < n)
        __builtin_prefetch((const void *)(uintptr_t)places[at + 2 * AHEAD]);
    if (at + AHEAD < n) {
        void *const *row = (void *const *)(uintptr_t)places[at + AHEAD];
        const char *entries = (const char *)row[4];
        __builtin_prefetch((const char *)row + 32);
        __builtin_prefetch(entries);
        __builtin_prefetch(entries + 64);
        __builtin_prefetch(entries + 128);
    }
}

/* Where the neighbours of each node start, into `starts`, and the address of each row. All of
   this is called with the interpreter's lock, on plain dicts only. -1: not as was said. */
EXPORT i64 count_rows(void *rows, i64 *starts, u64 *places, i64 n) {
    ssize at = 0;
    void *node, *row;
    i64 filled = 0;
    while (PyDict_Next(rows, &at, &node, &row)) {
        if (filled >= n)
            return -1;
        places[filled++] = (u64)(uintptr_t)row;
    }
    if (filled != n)
        return -1;
    starts[0] = 0;
    for (i64 v = 0; v < n; v++) {
        if (v + 2 * AHEAD < n)
            __builtin_prefetch((const void *)(uintptr_t)places[v + 2 * AHEAD]);
        starts[v + 1] = starts[v] + PyDict_Size((void *)(uintptr_t)places[v]);
    }
    return starts[n];
}

/* A table from addresses to a number and a row. */
typedef struct {
    u64 address;
    i32 arc, row;
} Seen;

INLINE Seen *slot_of(Seen *table, u64 mask, u64 address) {
    u64 slot = ((address >> 4) * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (table[slot].address && table[slot].address != address)
        slot = (slot + 1) & mask;
    return table + slot;
}

/* The neighbours of all nodes after one another, by position, without a look at their keys: the
   data of an edge is one object in both rows that list the edge, so that each row tells what the
   other one lacks. `back` holds the rows of the other ends, for an undirected graph the same
   ones. `table` is all zero, mask + 1 long. -1 where data is not as it should be: shared by two
   edges, or in one row only; else how many edges have something in their data (0 or more than 0
   is meant), counted if `look`. */
EXPORT i64 fill_heads(void *rows, void *back, const u64 *places, i64 n, i32 *heads, i64 room,
                      Seen *table, i64 mask, i64 look) {
    ssize at = 0;
    void *node, *row;
    i64 filled = 0, waiting = 0, count = 0, full = 0, v = 0;
    int directed = rows != back;
    while (v < n && PyDict_Next(back, &at, &node, &row)) {
        ssize place = 0;
        void *head, *data;
        void *own = directed ? 0 : PyDict_GetItemWithError(row, node);
        fetch(places, v, n);
        while (PyDict_Next(row, &place, &head, &data)) {
            Seen *seen = slot_of(table, (u64)mask, (u64)(uintptr_t)data);
            if (filled >= room)
                return -1;
            if (seen->address) {
                if (directed || seen->arc < 0 || seen->row == v || data == own)
                    return -1;
                heads[seen->arc] = (i32)v;
                heads[filled++] = seen->row;
                seen->arc = -1;
                waiting--;
                continue;
            }
            if (++count > mask)
                return -1;
            seen->address = (u64)(uintptr_t)data;
            seen->arc = data == own ? -1 : (i32)filled;
            seen->row = (i32)v;
            heads[filled++] = (i32)v;
            waiting += data != own;
            if (look) {
                ssize size = PyDict_Size(data);
                if (size < 0) {
                    PyErr_Clear();
                    return -1;
                }
                full += size > 0;
            }
        }
        v++;
    }
    if (v != n || filled != room || (!directed && waiting))
        return -1;
    if (!directed)
        return full;
    ssize other_at = at = filled = 0;
    void *other, *other_row;
    for (v = 0; v < n && PyDict_Next(rows, &at, &node, &row); v++) {
        ssize place = 0;
        void *head, *data;
        if (!PyDict_Next(back, &other_at, &other, &other_row) || other != node)
            return -1;
        while (PyDict_Next(row, &place, &head, &data)) {
            Seen *seen = slot_of(table, (u64)mask, (u64)(uintptr_t)data);
            if (filled >= room || !seen->address)
                return -1;
            heads[filled++] = seen->row;
        }
    }
    return v == n && filled == room ? full : -1;
}
