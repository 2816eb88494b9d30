package heyan.peers;

/** Whom to call, and as whom. */
record Dial(String protocol, String host, int port, String account, String secret) {
    static Dial read(String[] words) {
        return new Dial(words[1], words[2], Integer.parseInt(words[3]), words[4], words[5]);
    }
}
