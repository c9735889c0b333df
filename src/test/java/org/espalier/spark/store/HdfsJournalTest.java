package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.espalier.testing.MavenJars;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On HDFS, as Hadoop's own MiniDFSCluster is one, in a process of its own. */
@Tag("full")
final class HdfsJournalTest extends JsonJournalContract {

  private static final String ADDRESS = "ADDRESS ";

  /** What Hadoop's cluster needs and does not say. */
  private static final String[] JARS = {
    "org.apache.hadoop:hadoop-client-minicluster:3.4.2", "org.slf4j:slf4j-reload4j:1.7.36"
  };

  private static final AtomicInteger FOLDERS = new AtomicInteger();

  @TempDir private static Path temporary;

  private static Optional<Process> server = Optional.empty();
  private static String address = "";

  @BeforeAll
  static void a_cluster() throws IOException, InterruptedException {
    Optional<List<Path>> jars = MavenJars.resolve(temporary, JARS);
    assumeThat(jars).as("hadoop-client-minicluster, from Maven's repository").isPresent();
    Path program = temporary.resolve("MiniDfs.java");
    try (InputStream source =
        Objects.requireNonNull(HdfsJournalTest.class.getResourceAsStream("MiniDfs.java"))) {
      Files.copy(source, program);
    }
    String classpath =
        jars.orElseThrow().stream().map(Path::toString).collect(Collectors.joining(":"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Xmx512m",
                "-cp",
                classpath,
                program.toString(),
                temporary.resolve("hdfs").toString())
            .redirectError(temporary.resolve("hdfs.log").toFile())
            .start();
    server = Optional.of(process);
    BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
    try (Stream<String> lines = printed.lines()) {
      address =
          lines
              .filter(line -> line.startsWith(ADDRESS))
              .findFirst()
              .orElseThrow(() -> new IOException("no HDFS: see hdfs.log"))
              .substring(ADDRESS.length());
    }
  }

  @AfterAll
  static void ends() throws InterruptedException {
    if (server.isPresent()) {
      server.get().destroyForcibly().waitFor();
    }
  }

  @Override
  FileSystem system() throws IOException {
    return FileSystem.get(URI.create(address), new Configuration());
  }

  @Override
  org.apache.hadoop.fs.Path folder() {
    return new org.apache.hadoop.fs.Path(
        "%s/study-%d/journal".formatted(address, FOLDERS.incrementAndGet()));
  }

  @Test
  void creates_a_file_once_whoever_asks() throws IOException {
    assertThat(WholeFile.createsAtomically(system())).isTrue();
  }
}
