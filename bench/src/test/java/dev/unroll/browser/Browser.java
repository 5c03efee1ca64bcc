package dev.unroll.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.jr.ob.JSON;

/**
 * A headless Chromium, driven over the WebDriver protocol. It reaches no network: every host name is unknown to it. What it logs (errors of
 * pages, requests that failed) is kept until {@link #log} takes it.
 */
public final class Browser implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> ARGUMENTS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path profile;
    private final Process driver;
    private final URI address;
    private String session = "";

    /**
     * Starts one.
     *
     * @param folder holds {@code chromium} and {@code chromedriver}
     */
    Browser(Path folder) throws IOException {
        profile = Files.createTempDirectory("unroll-browser");
        driver = new ProcessBuilder(folder.resolve("chromedriver").toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            address = URI.create("http://127.0.0.1:" + port(driver) + "/session");
            Stream<String> arguments = Stream.concat(ARGUMENTS.stream(), Stream.of("--user-data-dir=" + profile));
            Map<String, Object> options = Map.of(
                    "binary", folder.resolve("chromium").toString(),
                    "args", arguments.toList());
            Map<String, Object> wanted =
                    Map.of("goog:chromeOptions", options, "goog:loggingPrefs", Map.of("browser", "ALL"));
            Object value = post("", Map.of("capabilities", Map.of("alwaysMatch", wanted)));
            session = "/" + ((Map<?, ?>) value).get("sessionId");
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Chromedriver says which port it took; what it says after that is read and dropped, so that it never waits. */
    private static int port(Process driver) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher started = PORT.matcher(line);
            if (started.find()) {
                Thread rest = new Thread(() -> out.lines().forEach(ignored -> {}), "chromedriver's output");
                rest.setDaemon(true);
                rest.start();
                return Integer.parseInt(started.group(1));
            }
            said.append(line).append('\n');
        }
        throw new IOException("chromedriver ended before it took a port: " + said);
    }

    /** Opens a page and waits until it has loaded. */
    public void open(URI page) {
        post("/url", Map.of("url", page.toString()));
    }

    /** A screen of that size in CSS pixels; narrow ones behave as a phone does. Open the page after this. */
    public void screen(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** What the page's reader prefers, for {@code prefers-color-scheme}. */
    public void dark(boolean preferred) {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", preferred ? "dark" : "light");
        command("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    /** Runs the body of a function in the page, and gives what it returns as numbers, texts, lists and maps. */
    public Object run(String script) {
        return post("/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** What the page logged since the last call, errors and failed requests too. */
    public List<?> log() {
        return (List<?>) post("/se/log", Map.of("type", "browser"));
    }

    /** The screen as a PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder().decode(String.valueOf(send("GET", "/screenshot", null)));
    }

    private void command(String name, Map<String, Object> parameters) {
        post("/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
    }

    private Object post(String path, Map<String, Object> body) {
        return send("POST", path, JSON.std.asString(body));
    }

    private Object send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + session + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(method + " " + path + ": " + response.body());
            }
            return JSON.std.mapFrom(response.body()).get("value");
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + ": interrupted", e);
        }
    }

    /** Ends browser and driver, and removes the profile. */
    @Override
    public void close() {
        try {
            if (!session.isEmpty()) {
                send("DELETE", "", null);
            }
        } finally {
            driver.descendants().forEach(ProcessHandle::destroyForcibly);
            driver.destroy();
            removeProfile();
        }
    }

    private void removeProfile() {
        try {
            if (!driver.waitFor(10, TimeUnit.SECONDS)) {
                driver.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(profile)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | UncheckedIOException leftBehind) {
            System.getLogger(Browser.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> "the profile " + profile + " stays", leftBehind);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
