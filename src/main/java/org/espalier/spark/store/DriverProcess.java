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
 * Process that writes a journal, identified such that another process can check whether it is
 * alive.
 *
 * @param machine scope of the process id: a boot and its process namespace
 * @param startedAt milliseconds since the epoch; 0 if unknown
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

  /** Containers share a boot, and often a host name; their process ids are their own. */
  private static String machine(String host) {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return host; // where there is no /proc, there are no containers either
    }
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** True if the process certainly does not live any more, as seen from another process. */
  boolean isGone(DriverProcess other) {
    return isBeside(other) && !isRunning();
  }

  /** True if the process certainly lives, as seen from another process. */
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

  /** A process with the same id that began later is another one. */
  private boolean isLater(long started) {
    return started - startedAt > START_TOLERANCE_MILLIS;
  }

  @Override
  public String toString() {
    return "%s@%s, process %d".formatted(driver.user(), driver.host(), driver.pid());
  }
}
