package org.espalier.spark.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claim of a journal by a driver that reads its table and has not opened the journal yet: other
 * drivers are refused. Leaves nothing when it is closed.
 */
public final class Claim implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Claim.class);

  private final FileSystem system;
  private final List<Path> made;
  private final Lease lease;
  private final Runnable renewals;
  private boolean closed = false;

  private Claim(FileSystem system, List<Path> made, Lease lease, Runnable renewals) {
    this.system = system;
    this.made = made;
    this.lease = lease;
    this.renewals = renewals;
  }

  /**
   * Claims a journal.
   *
   * @param silent holder that was watched for the time of a lease before
   * @throws JournalHeldException if another driver holds it
   */
  static Claim of(
      Epochs epochs, Duration time, Optional<Lease.Holder> silent, DriverEnvironment environment)
      throws IOException {
    List<Path> made = WriteProbe.missing(epochs.system(), epochs.folder());
    epochs.system().mkdirs(epochs.folder());
    Lease lease = Lease.take(epochs, time, silent, environment);
    Runnable renewals = environment.ticker().every(Lease.renewal(time), () -> renew(lease));
    return new Claim(epochs.system(), made, lease, renewals);
  }

  private static void renew(Lease lease) {
    try {
      lease.renew();
    } catch (IOException e) {
      LOG.debug("The claim is not renewed; who opens the journal next is told", e);
    }
  }

  /** Withdraws the claim, once. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      renewals.run();
      lease.withdraw();
      WriteProbe.removeEmpty(system, made);
    }
  }
}
