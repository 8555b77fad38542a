/*
 * Preloaded into a server: records what it writes to circle.db and its WAL, and what it flushes, so
 * that a power cut can be replayed. `disk_trace.ts` reads the records.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE, TRUNCATE, FLUSH_BEGINS, FLUSHED, FLUSH_FAILED };
enum { NONE = -1, DATABASE, WAL, FOLDER, FILES };
enum { MAX_FD = 4096 };

struct record {
  uint8_t kind, file, unused[6];
  uint64_t offset; /* of a write, the new length, or the number of a flush */
  uint64_t length; /* bytes that follow */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t flushes;
/* Linux tells each descriptor of a file once that a flush of the file has failed. */
static unsigned failures[FILES], told[FILES][MAX_FD];

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), tail = strlen(end);
  return length >= tail && strcmp(text + length - tail, end) == 0;
}

static int file_of(int fd) {
  char link[64], path[4096];
  struct stat info;
  const char *folder = getenv("RECORDED_FOLDER");
  int error = errno, file = NONE;
  ssize_t length;
  if (!folder || fd >= MAX_FD || fstat(fd, &info) != 0) goto end;
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) goto end;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if ((length = readlink(link, path, sizeof path - 1)) < 0) goto end;
  path[length] = 0;
  if (strncmp(path, folder, strlen(folder)) != 0) goto end;
  if (S_ISDIR(info.st_mode)) file = strcmp(path, folder) == 0 ? FOLDER : NONE;
  else if (ends_with(path, "/circle.db")) file = DATABASE;
  else if (ends_with(path, "/circle.db-wal")) file = WAL;
end:
  errno = error;
  return file;
}

/* The lock is held. */
static void record(int kind, int file, uint64_t offset, const void *bytes, uint64_t length) {
  static int trace = -1;
  static ssize_t (*real)(int, const struct iovec *, int);
  struct record head = { (uint8_t)kind, (uint8_t)file, { 0 }, offset, length };
  struct iovec parts[] = { { &head, sizeof head }, { (void *)bytes, length } };
  int error = errno;
  if (trace < 0) trace = open(getenv("RECORDED_TRACE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (!real) real = (ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
  if (real(trace, parts, 2) != (ssize_t)(sizeof head + length)) abort();
  errno = error;
}

static ssize_t write_at(const char *name, int fd, const void *bytes, size_t size, off_t offset) {
  ssize_t count;
  int file = file_of(fd), is_positioned = strcmp(name, "write") != 0;
  void *real = dlsym(RTLD_NEXT, name);
  if (file == NONE) {
    return is_positioned
      ? ((ssize_t (*)(int, const void *, size_t, off_t))real)(fd, bytes, size, offset)
      : ((ssize_t (*)(int, const void *, size_t))real)(fd, bytes, size);
  }
  pthread_mutex_lock(&lock);
  if (!is_positioned) offset = lseek(fd, 0, SEEK_CUR);
  count = is_positioned
    ? ((ssize_t (*)(int, const void *, size_t, off_t))real)(fd, bytes, size, offset)
    : ((ssize_t (*)(int, const void *, size_t))real)(fd, bytes, size);
  if (count > 0) record(WRITE, file, (uint64_t)offset, bytes, (uint64_t)count);
  pthread_mutex_unlock(&lock);
  return count;
}

ssize_t write(int fd, const void *bytes, size_t size) { return write_at("write", fd, bytes, size, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  return write_at("pwrite", fd, bytes, size, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset) {
  return write_at("pwrite64", fd, bytes, size, offset);
}

static int truncate_to(const char *name, int fd, off_t length) {
  int (*real)(int, off_t) = (int (*)(int, off_t))dlsym(RTLD_NEXT, name);
  int file = file_of(fd), result;
  if (file == NONE) return real(fd, length);
  pthread_mutex_lock(&lock);
  result = real(fd, length);
  if (result == 0) record(TRUNCATE, file, (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t length) { return truncate_to("ftruncate", fd, length); }
int ftruncate64(int fd, off_t length) { return truncate_to("ftruncate64", fd, length); }

static int flush(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int file = file_of(fd), result;
  uint64_t number;
  if (file == NONE) return real(fd);
  pthread_mutex_lock(&lock);
  number = ++flushes;
  record(FLUSH_BEGINS, file, number, NULL, 0);
  pthread_mutex_unlock(&lock);
  result = real(fd);
  pthread_mutex_lock(&lock);
  record(result == 0 ? FLUSHED : FLUSH_FAILED, file, number, NULL, 0);
  if (result != 0) failures[file]++;
  else if (told[file][fd] != failures[file]) { /* this flush went well, but not one before */
    errno = EIO;
    result = -1;
  }
  told[file][fd] = failures[file];
  pthread_mutex_unlock(&lock);
  return result;
}

int fdatasync(int fd) { return flush("fdatasync", fd); }
int fsync(int fd) { return flush("fsync", fd); }
