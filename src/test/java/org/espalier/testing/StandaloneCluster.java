package org.espalier.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Spark master and a worker of two cores on the loopback address, and a Spark home with a {@code
 * spark-submit}, all from the jars that Maven resolved: no Spark distribution is needed.
 */
public final class StandaloneCluster implements AutoCloseable {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Duration UP = Duration.ofMinutes(3);

  private final Path home;
  private final String master;
  private final List<Command> daemons = new ArrayList<>();

  private StandaloneCluster(Path home, int port) {
    this.home = home;
    this.master = "spark://127.0.0.1:" + port;
  }

  /**
   * A Spark home of links to the jars that Maven resolved.
   *
   * @return what a process that starts executors must have in its environment
   */
  public static Map<String, String> home(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    String jars = Files.readString(ROOT.resolve("target/spark.classpath")).strip();
    Path links = Files.createDirectories(home.resolve("jars"));
    for (String jar : jars.split(":", -1)) {
      Files.createSymbolicLink(links.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
    return environment(home);
  }

  /** Starts both and waits until the worker is registered. */
  public static StandaloneCluster start(Path folder) throws IOException, InterruptedException {
    Path home = Path.of(home(folder).get("SPARK_HOME"));
    Path links = home.resolve("jars");
    executable(
        home.resolve("bin/spark-submit"),
        "exec java '@%s' -cp '%s/*' org.apache.spark.deploy.SparkSubmit \"$@\""
            .formatted(ROOT.resolve("submit/java-options"), links));
    StandaloneCluster cluster = new StandaloneCluster(home, freePort());
    try {
      cluster.start(folder, links);
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void start(Path folder, Path jars) throws IOException, InterruptedException {
    String port = master.substring(master.lastIndexOf(':') + 1);
    String deploy = "org.apache.spark.deploy.";
    Command first =
        daemon(
            folder, jars, List.of(deploy + "master.Master", "--host", "127.0.0.1", "--port", port));
    await(first, "New state: ALIVE");
    Command worker =
        daemon(
            folder,
            jars,
            List.of(
                deploy + "worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "2",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work").toString(),
                master));
    await(worker, "Successfully registered with master");
  }

  private Command daemon(Path folder, Path jars, List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("java");
    command.add("@" + ROOT.resolve("submit/java-options"));
    command.add("-Xmx512m");
    command.addAll(List.of("-cp", jars + "/*"));
    command.add(words.get(0));
    command.addAll(List.of("--webui-port", String.valueOf(freePort())));
    command.addAll(words.subList(1, words.size()));
    Command started = Command.start(folder, environment(), command);
    daemons.add(started);
    return started;
  }

  private static void await(Command daemon, String line) throws IOException, InterruptedException {
    long end = System.nanoTime() + UP.toNanos();
    while (!daemon.printed().contains(line)) {
      boolean ended = daemon.process().waitFor(200, TimeUnit.MILLISECONDS);
      if (ended || System.nanoTime() > end) {
        throw new IllegalStateException(
            "No '%s' within %s:%n%s".formatted(line, UP, daemon.printed()));
      }
    }
  }

  /** For example {@code spark://127.0.0.1:7077}. */
  public String master() {
    return master;
  }

  /** What a submitting process, and the cluster's own, must have in its environment. */
  public Map<String, String> environment() {
    return environment(home);
  }

  private static Map<String, String> environment(Path home) {
    return Map.of(
        "SPARK_HOME", home.toString(), // where executors find their jars
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** Writes a shell script. */
  public static void executable(Path file, String line) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("Not to be made executable: " + file);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    for (Command daemon : daemons) {
      daemon.close();
    }
  }
}
