package org.espalier.spark.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store in memory as bad as they have been: it cannot append or rename, two who create a
 * file at the same time both do, a listing misses what was written lately, still shows what was
 * deleted, and fails every other time. A file shows once it is closed, and is then read by its
 * name.
 */
final class WorstFileSystem extends FileSystem {

  /** So many changes later a listing knows of one. */
  private static final int LATE = 5;

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Map<String, byte[]>> versions = new ArrayList<>();
  private int listings = 0;
  private boolean listable = true;

  WorstFileSystem() {
    setConf(new org.apache.hadoop.conf.Configuration(false));
    versions.add(Map.of());
  }

  /** From now on listings show everything, or still fail now and then. */
  synchronized void settle() {
    for (int i = 0; i < LATE; i++) {
      changed();
    }
  }

  /** From now on no listing succeeds. */
  synchronized void refuseToList() {
    listable = false;
  }

  private void changed() {
    versions.add(new TreeMap<>(files));
  }

  @Override
  public URI getUri() {
    return URI.create("worst://bucket");
  }

  private String key(Path path) {
    return makeQualified(path).toUri().getPath();
  }

  @Override
  public synchronized FSDataInputStream open(Path path, int bufferSize) throws IOException {
    byte[] bytes = files.get(key(path));
    if (bytes == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Bytes(bytes));
  }

  @Override
  public synchronized FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && files.containsKey(key(path))) {
      throw new FileAlreadyExistsException(path.toString());
    }
    OutputStream whole =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            synchronized (WorstFileSystem.this) {
              files.put(key(path), toByteArray());
              changed();
            }
          }
        };
    return new FSDataOutputStream(whole, null);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("rename");
  }

  @Override
  public synchronized boolean delete(Path path, boolean recursive) throws IOException {
    boolean deleted = files.remove(key(path)) != null;
    for (String name : versions.get(Math.max(0, versions.size() - LATE)).keySet()) {
      deleted |= recursive && name.startsWith(key(path) + "/") && files.remove(name) != null;
    }
    changed();
    return deleted;
  }

  @Override
  public synchronized FileStatus[] listStatus(Path path) throws IOException {
    listings++;
    if (!listable || listings % 2 == 1) {
      throw new IOException("503 Slow Down");
    }
    Map<String, FileStatus> found = new TreeMap<>();
    String folder = key(path) + "/";
    versions
        .get(Math.max(0, versions.size() - LATE))
        .forEach(
            (name, bytes) -> {
              if (name.startsWith(folder)) {
                String entry = name.substring(folder.length());
                int slash = entry.indexOf('/');
                String child = slash < 0 ? entry : entry.substring(0, slash);
                Path childPath = new Path(path, child);
                found.put(child, status(childPath, slash >= 0, bytes.length));
              }
            });
    if (found.isEmpty()) {
      throw new FileNotFoundException(path.toString());
    }
    return found.values().toArray(FileStatus[]::new);
  }

  private FileStatus status(Path path, boolean folder, long length) {
    return new FileStatus(length, folder, 1, 1 << 20, 0, makeQualified(path));
  }

  @Override
  public synchronized FileStatus getFileStatus(Path path) throws IOException {
    byte[] bytes = files.get(key(path));
    if (bytes != null) {
      return status(path, false, bytes.length);
    }
    if (files.keySet().stream().anyMatch(name -> name.startsWith(key(path) + "/"))) {
      return status(path, true, 0);
    }
    throw new FileNotFoundException(path.toString());
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path("worst://bucket/");
  }

  /** A file that can be sought in. */
  private static final class Bytes extends FSInputStream {
    private final byte[] bytes;
    private final ByteArrayInputStream in;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return in.read(into, offset, length);
    }

    @Override
    public void seek(long position) {
      in.reset();
      in.skip(position);
    }

    @Override
    public long getPos() {
      return (long) bytes.length - in.available();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }
  }
}
