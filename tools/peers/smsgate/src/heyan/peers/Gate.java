package heyan.peers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * SMSGate on the command line: a server of every protocol, a client, a codec, a client at work.
 * What happens is told in lines of words with tabs between them; it ends when its input does.
 */
public final class Gate {
    static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Gate() {}

    public static void main(String[] words) throws Exception {
        switch (words[0]) {
            case "serve" -> serve(words);
            case "call" -> Call.run(Dial.read(words));
            case "bench" -> Bench.run(Dial.read(words), Integer.parseInt(words[6]));
            case "codec" -> Codec.run(INPUT);
            default -> throw new IllegalArgumentException(words[0]);
        }
        System.exit(0);
    }

    /** Serve each `protocol=port` until the input ends. */
    private static void serve(String[] words) throws Exception {
        for (int n = 1; n < words.length; n++) {
            String[] pair = words[n].split("=");
            Doors.open(pair[0], Integer.parseInt(pair[1]));
        }
        say("ready");
        while (INPUT.readLine() != null) {
            continue;
        }
    }

    static synchronized void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.length() == 0 ? "" : "\t").append(word);
        }
        byte[] octets = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        System.out.write(octets, 0, octets.length);
        System.out.flush();
    }
}
