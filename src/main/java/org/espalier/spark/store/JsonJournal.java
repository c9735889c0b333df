package org.espalier.spark.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.spec.JournalPlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journal in JSON lines, with one writing driver at a time. On a local disk it is a growing file,
 * elsewhere a sequence of numbered segments.
 *
 * <p>Each driver writes its own epoch, whose first line names the last event that was read from the
 * earlier epoch. Events are buffered up to the number given by the plan and up to a maximum age.
 * They are dropped from memory once they are written.
 */
public final class JsonJournal implements JournalStore {

  private static final Logger LOG = LoggerFactory.getLogger(JsonJournal.class);

  /** Maximum age of buffered events. If each write is a file, this limits them to 17,000 a day. */
  private static final Duration LOSS_TIME = Duration.ofSeconds(5);

  /** Number of checks of the age of buffered events per maximum age. */
  private static final int LOOKS = 4;

  private final Lease lease;
  private final Writer writer;
  private final JournalPlan plan;
  private Runnable end = () -> {};

  private final ByteArrayOutputStream keptBack = new ByteArrayOutputStream();
  private EventLine.Link last; // line buffered last
  private int count = 0; // buffered events
  private long oldest = 0; // time of the first buffered event
  private volatile long renewed;
  private volatile @Nullable JournalHeldException lost = null;

  private JsonJournal(Lease lease, Writer writer, EventLine.Link last, JournalPlan plan) {
    this.lease = lease;
    this.writer = writer;
    this.last = last;
    this.plan = plan;
    this.renewed = lease.environment().clock().millis();
  }

  /**
   * Opens the journal of a folder, which need not exist, for writing. New events follow the
   * existing ones.
   *
   * @throws JournalHeldException if another driver writes to it
   * @throws UnreadableJournalException if one of its lines is damaged
   */
  static JsonJournal open(LeaseWatch watch, JournalPlan plan) throws IOException {
    FileSystem system = watch.epochs().system();
    Path folder = watch.epochs().folder();
    system.mkdirs(folder);
    Lease lease = watch.take();
    try {
      JournalReader.End end = new JournalReader(watch.epochs()).end();
      Epoch epoch = lease.epoch();
      StudyEvent.Began began =
          new StudyEvent.Began(
              epoch.number(), epoch.process().driver(), end.position(), epoch.at());
      JsonJournal journal = new JsonJournal(lease, writer(system, folder, epoch), end.link(), plan);
      journal.append(began);
      journal.flush();
      journal.end = lease.environment().ticker().every(journal.period(), journal::look);
      return journal;
    } catch (IOException e) {
      lease.close();
      throw e;
    }
  }

  private static Writer writer(FileSystem system, Path folder, Epoch epoch) throws IOException {
    return system instanceof RawLocalFileSystem local
        ? new AppendedFile(local.pathToFile(epoch.segment(folder, 0)).toPath())
        : new NumberedSegments(system, folder, epoch);
  }

  /** Returns all events so far, including buffered ones. */
  @Override
  public List<StudyEvent> read() throws IOException {
    flush();
    requireHeld();
    return new JournalReader(lease.epochs()).read();
  }

  @Override
  public void requireHeld() throws IOException {
    lease.check();
  }

  @Override
  public void append(StudyEvent event) throws IOException {
    String unlinked = EventLine.unlinked(event);
    synchronized (this) {
      checkHeld();
      if (count == 0) {
        oldest = lease.environment().clock().millis();
      }
      byte[] line = EventLine.linked(unlinked, last);
      last = last.next(line);
      keptBack.writeBytes(line);
      keptBack.write('\n');
      count++;
      if (count >= plan.lossEvents()) {
        flush();
      }
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    checkHeld();
    if (count > 0) {
      writer.write(keptBack.toByteArray());
      keptBack.reset();
      count = 0;
    }
  }

  private void checkHeld() throws JournalHeldException {
    JournalHeldException holder = lost;
    if (holder != null) {
      throw new JournalHeldException(String.valueOf(holder.getMessage()));
    }
  }

  private Duration period() {
    Duration look = LOSS_TIME.dividedBy(LOOKS);
    Duration renewal = Lease.renewal(plan.lease());
    return look.compareTo(renewal) < 0 ? look : renewal;
  }

  /** Writes events whose age reaches the maximum, and renews the lease when it is due. */
  private void look() {
    if (lost != null) {
      return;
    }
    long soon = lease.environment().clock().millis() + period().toMillis();
    try {
      if (soon - renewed > Lease.renewal(plan.lease()).toMillis()) {
        lease.renew();
        renewed = lease.environment().clock().millis();
      }
      writeIfOld(soon);
    } catch (JournalHeldException e) {
      LOG.error("Another driver took over the journal: {}", e.getMessage());
      lost = e;
    } catch (IOException | RuntimeException e) {
      // The next durable append reports the error again if it persists.
      LOG.warn("The journal cannot be written at the moment", e);
    }
  }

  private synchronized void writeIfOld(long soon) throws IOException {
    if (count > 0 && soon - oldest > LOSS_TIME.toMillis()) {
      flush();
    }
  }

  /** Writes the buffered events and releases the lease. */
  @Override
  public void close() throws IOException {
    end.run();
    if (lost != null) {
      writer.close();
      return;
    }
    try {
      flush();
    } finally {
      writer.close();
      lease.close();
    }
  }

  /** Destination of the lines of an epoch. */
  interface Writer extends Closeable {

    /**
     * Appends whole lines, and returns once they are durable. After a failed write, the lines are
     * removed or overwritten at the same position.
     */
    void write(byte[] lines) throws IOException;
  }
}
