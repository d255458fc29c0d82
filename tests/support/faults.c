/* Comes between kontor and the C library (LD_PRELOAD): counts what it does to files below one folder, and at the n-th of these steps
   kills it or lets that step fail. KONTOR_FAULT_BELOW names the folder, KONTOR_FAULT_AT is n (0: only count), KONTOR_FAULT is kill,
   full (from then on nothing more is written), io, denied or open (that one step, for the last two an opening of a file), or away: the
   folder is a drive that is not connected, of which every step and every look fails with the number in KONTOR_FAULT_ERRNO, or kept:
   nothing leaves the folder, with that number.
   KONTOR_FAULT_COUNT is the file that the number of steps is written to when the process ends. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENS = 1, WRITES = 2 };

static atomic_long steps, failed;

static int is_below(const char *path) {
    const char *below = getenv("KONTOR_FAULT_BELOW");
    return below && path && strncmp(path, below, strlen(below)) == 0;
}

static int is_below_fd(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* Whether every step of this folder fails so: errno says how. */
static int always(const char *how, const char *path) {
    const char *fault = getenv("KONTOR_FAULT"), *number = getenv("KONTOR_FAULT_ERRNO");
    if (!fault || strcmp(fault, how) || !is_below(path)) return 0;
    errno = number ? atoi(number) : EIO;
    return 1;
}

/* Whether this step fails: errno says how. */
static int fails(int kind) {
    static const char *fault;
    static long at = -1;
    if (at < 0) {
        const char *n = getenv("KONTOR_FAULT_AT");
        fault = getenv("KONTOR_FAULT");
        at = n ? atol(n) : 0;
    }
    if (fault && !strcmp(fault, "away")) { const char *n = getenv("KONTOR_FAULT_ERRNO"); errno = n ? atoi(n) : EIO; return 1; }
    if (fault && !strcmp(fault, "kept")) return 0;
    long step = atomic_fetch_add(&steps, 1) + 1;
    if (!at || !fault || step < at) return 0;
    if (!strcmp(fault, "kill")) { kill(getpid(), SIGKILL); pause(); }
    if (!strcmp(fault, "full")) { errno = ENOSPC; return (kind & WRITES) != 0; }
    int only_opens = strcmp(fault, "io") != 0;
    if (only_opens && !(kind & OPENS)) return 0;
    if (atomic_fetch_add(&failed, 1)) return 0;
    errno = !strcmp(fault, "io") ? EIO : !strcmp(fault, "open") ? EMFILE : EACCES;
    return 1;
}

__attribute__((destructor)) static void ended(void) {
    const char *file = getenv("KONTOR_FAULT_COUNT");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (!out) return;
    fprintf(out, "%ld\n", atomic_load(&steps));
    fclose(out);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; va_start(more, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more); \
        if (is_below(path) && fails(OPENS | (flags & O_CREAT ? WRITES : 0))) return -1; \
        return real(path, flags, mode); \
    }
OPENING(open)
OPENING(open64)
#define OF_FD(type, name, parameters, arguments) \
    type name parameters { REAL(name); if (is_below_fd(fd) && fails(WRITES)) return -1; return real arguments; }
OF_FD(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
OF_FD(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
OF_FD(int, ftruncate64, (int fd, off64_t size), (fd, size))
OF_FD(int, fsync, (int fd), (fd))
OF_FD(int, fdatasync, (int fd), (fd))
#define OF_PATH(name, parameters, arguments, path, kind) \
    int name parameters { REAL(name); if (is_below(path) && fails(kind)) return -1; return real arguments; }
int rename(const char *from, const char *to) {
    REAL(rename);
    if (always("kept", from) || always("away", from) || (is_below(to) && fails(WRITES))) return -1;
    return real(from, to);
}
OF_PATH(link, (const char *from, const char *to), (from, to), to, WRITES)
OF_PATH(mkdir, (const char *path, mode_t mode), (path, mode), path, WRITES)
int unlink(const char *path) {
    REAL(unlink);
    if (always("kept", path) || (is_below(path) && fails(0))) return -1;
    return real(path);
}
OF_PATH(rmdir, (const char *path), (path), path, 0)
int linkat(int fd, const char *from, int to_fd, const char *to, int flags) {
    REAL(linkat);
    if (is_below(to) && fails(WRITES)) return -1;
    return real(fd, from, to_fd, to, flags);
}
int statx(int fd, const char *path, int flags, unsigned int mask, struct statx *told) {
    REAL(statx);
    return always("away", path) ? -1 : real(fd, path, flags, mask, told);
}
DIR *opendir(const char *path) {
    REAL(opendir);
    return always("away", path) ? NULL : real(path);
}
