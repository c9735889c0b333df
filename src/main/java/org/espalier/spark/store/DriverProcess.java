package org.espalier.spark.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.espalier.journal.StudyEvent;

/**
 * Process that writes a journal, with the data by which another process can check whether it is
 * alive.
 *
 * @param driver user, host and process id
 * @param machine scope of the process id: a boot of the system and its process namespace
 * @param startedAt start time in milliseconds since the epoch; 0 if unknown
 */
record DriverProcess(StudyEvent.Driver driver, String machine, long startedAt) {

  /** Tolerance for process start times, which Linux derives from an adjustable boot clock. */
  private static final long START_TOLERANCE_MILLIS = 2_000;

  static DriverProcess current() {
    ProcessHandle self = ProcessHandle.current();
    String host = host();
    return new DriverProcess(
        new StudyEvent.Driver(System.getProperty("user.name", "?"), host, self.pid()),
        machine(host),
        startedAt(self));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Returns the scope of process ids. Containers share the boot and often the host name, but have
   * their own process ids.
   */
  private static String machine(String host) {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return host; // without /proc there are no containers either
    }
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Returns true if the process is certainly dead, as seen from another process. */
  boolean isGone(DriverProcess other) {
    return isBeside(other) && !isRunning();
  }

  /** Returns true if the process is certainly alive, as seen from another process. */
  boolean isAlive(DriverProcess other) {
    return isBeside(other) && isRunning();
  }

  private boolean isBeside(DriverProcess other) {
    return machine.equals(other.machine) && driver.host().equals(other.driver.host());
  }

  private boolean isRunning() {
    Optional<ProcessHandle> found = ProcessHandle.of(driver.pid()).filter(ProcessHandle::isAlive);
    return found.isPresent() && !(startedAt > 0 && isLater(startedAt(found.get())));
  }

  /**
   * Returns true if a process with the same id started later, so that it is a different process.
   */
  private boolean isLater(long started) {
    return started - startedAt > START_TOLERANCE_MILLIS;
  }

  @Override
  public String toString() {
    return "%s@%s, process %d".formatted(driver.user(), driver.host(), driver.pid());
  }
}
