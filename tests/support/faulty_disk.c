/*
 * Preloaded into a server: flushes fail ("f") or stall ("s") while the file FAULTY_DISK says so. One
 * alone fails ("o"), or only those of the database beside its WAL ("d"). Looks at the folder of
 * drafts stall ("l"), as on a disk of the network.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char fault(void) {
  const char *path = getenv("FAULTY_DISK");
  char kind = 0;
  int fd = path ? open(path, O_RDONLY) : -1;
  if (fd < 0) return 0;
  if (read(fd, &kind, 1) != 1) kind = 0;
  close(fd);
  return kind;
}

static int is_database(int fd) {
  char link[64], path[4096];
  ssize_t length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if ((length = readlink(link, path, sizeof path - 1)) < 10) return 0;
  path[length] = 0;
  return strcmp(path + length - 10, "/circle.db") == 0;
}

static int flush(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  char kind;
  while ((kind = fault()) == 's') usleep(20 * 1000);
  if (kind == 'o') unlink(getenv("FAULTY_DISK"));
  if (kind != 'f' && kind != 'o' && !(kind == 'd' && is_database(fd))) return real(fd);
  errno = EIO;
  return -1;
}

static int is_drafts(const char *path) {
  size_t length = path ? strlen(path) : 0;
  return length > 7 && strcmp(path + length - 7, "/drafts") == 0;
}

int statx(int at, const char *path, int flags, unsigned mask, struct statx *result) {
  int (*real)(int, const char *, int, unsigned, struct statx *) = dlsym(RTLD_NEXT, "statx");
  while (is_drafts(path) && fault() == 'l') usleep(20 * 1000);
  return real(at, path, flags, mask, result);
}

int fdatasync(int fd) { return flush("fdatasync", fd); }
int fsync(int fd) { return flush("fsync", fd); }
