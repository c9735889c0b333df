package org.espalier.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window, of this machine. */
record Browser(Path program, Path folder) {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");
  private static final int SECONDS = 120;

  /** The browser of this machine, if it has one. */
  static Optional<Browser> ofMachine(Path folder) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(part -> NAMES.stream().map(name -> Path.of(part, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Browser(program, folder));
  }

  /**
   * The document as it stands after the page's scripts ran.
   *
   * @param fragment of the address, without #
   * @param options of the browser; a tall window unless they give its size
   */
  String document(String page, String fragment, String... options)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "page", ".html");
    Files.writeString(file, page);
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=20000",
                "--window-size=1200,20000"));
    command.addAll(List.of(options));
    command.addAll(List.of("--dump-dom", file.toUri() + "#" + fragment));
    Path out = Files.createTempFile(folder, "document", ".html");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The browser did not end.");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
