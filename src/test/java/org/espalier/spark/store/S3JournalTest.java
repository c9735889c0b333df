package org.espalier.spark.store;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.espalier.testing.Command;
import org.espalier.testing.MavenJars;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** On S3, by Hadoop's own client, against moto's server on the loopback. */
@Tag("full")
final class S3JournalTest extends JsonJournalContract {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** The line of Hadoop that Spark's own client is of. */
  private static final String HADOOP_AWS =
      "org.apache.hadoop:hadoop-aws:" + org.apache.hadoop.util.VersionInfo.getVersion();

  private static final int ATTEMPTS = 120;
  private static final AtomicInteger FOLDERS = new AtomicInteger();

  @TempDir private static Path temporary;

  private static Optional<Command> server = Optional.empty();
  private static Optional<URLClassLoader> classes = Optional.empty();
  private static String address = "";

  @BeforeAll
  static void a_server() throws IOException, InterruptedException {
    Path environment = ROOT.resolve("target/moto"); // kept, as it takes minutes to fill
    assumeThat(installed(environment)).as("moto's server, from pip").isTrue();
    Optional<List<Path>> jars = MavenJars.resolve(temporary, HADOOP_AWS);
    assumeThat(jars).as("%s, from Maven's repository", HADOOP_AWS).isPresent();
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars.orElseThrow()) {
      urls.add(jar.toUri().toURL());
    }
    ClassLoader own = S3JournalTest.class.getClassLoader();
    classes = Optional.of(new URLClassLoader(urls.toArray(URL[]::new), own));
    int port = freePort();
    address = "http://127.0.0.1:" + port;
    List<String> words =
        List.of(
            environment.resolve("bin/moto_server").toString(),
            "-H",
            "127.0.0.1",
            "-p",
            String.valueOf(port));
    server = Optional.of(Command.start(temporary, Map.of(), words));
    bucket();
  }

  private static boolean installed(Path environment) throws IOException, InterruptedException {
    if (new File(environment.toFile(), "bin/moto_server").canExecute()) {
      return true;
    }
    String pip = environment.resolve("bin/pip").toString();
    return run("python3", "-m", "venv", environment.toString()) == 0
        && run(pip, "install", "-q", "moto[server]") == 0;
  }

  private static int run(String... words) throws IOException, InterruptedException {
    return Command.run(ROOT, Map.of(), List.of(words)).code();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Makes the bucket as soon as the server answers. */
  private static void bucket() throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(address + "/studies"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    for (int attempt = 0; ; attempt++) {
      try {
        HttpClient.newHttpClient().send(put, BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  @AfterAll
  static void ends() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
    if (classes.isPresent()) {
      classes.get().close();
    }
  }

  @Override
  FileSystem system() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClassLoader(classes.orElseThrow());
    hadoop.set("fs.s3a.endpoint", address);
    hadoop.set("fs.s3a.endpoint.region", "us-east-1");
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.access.key", "any");
    hadoop.set("fs.s3a.secret.key", "any");
    hadoop.set("fs.s3a.connection.ssl.enabled", "false");
    hadoop.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
    return WholeFile.system(new org.apache.hadoop.fs.Path("s3a://studies/"), hadoop);
  }

  @Override
  org.apache.hadoop.fs.Path folder() {
    return new org.apache.hadoop.fs.Path(
        "s3a://studies/study-%d/journal".formatted(FOLDERS.incrementAndGet()));
  }
}
