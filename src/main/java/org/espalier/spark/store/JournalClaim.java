package org.espalier.spark.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claim of a journal by a driver that still reads its table and has not opened the journal yet.
 * Other drivers are refused meanwhile. Closing the claim removes all its files.
 */
public final class JournalClaim implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalClaim.class);

  private final List<Path> made;
  private final Lease lease;
  private final Runnable renewals;
  private boolean closed = false;

  private JournalClaim(List<Path> made, Lease lease, Runnable renewals) {
    this.made = made;
    this.lease = lease;
    this.renewals = renewals;
  }

  /**
   * Claims a journal.
   *
   * @param time duration of the lease
   * @throws JournalHeldException if another driver holds the journal
   */
  static JournalClaim of(LeaseWatch watch, Duration time) throws IOException {
    FileSystem system = watch.epochs().system();
    Path folder = watch.epochs().folder();
    List<Path> made = WriteProbe.missing(system, folder);
    system.mkdirs(folder);
    Lease lease = watch.take();
    Runnable renewals = watch.environment().ticker().every(Lease.renewal(time), () -> renew(lease));
    return new JournalClaim(made, lease, renewals);
  }

  private static void renew(Lease lease) {
    try {
      lease.renew();
    } catch (IOException e) {
      LOG.debug("The claim is not renewed; the next driver that opens the journal will see it", e);
    }
  }

  /** Withdraws the claim. Further calls have no effect. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      renewals.run();
      lease.withdraw();
      WriteProbe.removeEmpty(lease.epochs().system(), made);
    }
  }
}
