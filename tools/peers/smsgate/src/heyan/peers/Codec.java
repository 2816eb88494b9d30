package heyan.peers;

import com.zx.sms.connect.manager.EndpointEntity;
import com.zx.sms.connect.manager.cmpp.CMPPCodecChannelInitializer;
import com.zx.sms.connect.manager.sgip.SgipCodecChannelInitializer;
import com.zx.sms.connect.manager.smgp.SMGPCodecChannelInitializer;
import com.zx.sms.connect.manager.smpp.SMPPClientEndpointEntity;
import com.zx.sms.connect.manager.smpp.SMPPCodecChannelInitializer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedReader;

/** Reads each `protocol<tab>frame in hex` of the input with SMSGate's codec, and writes it again. */
final class Codec {
    private Codec() {}

    static void run(BufferedReader input) throws Exception {
        String given;
        while ((given = input.readLine()) != null && !given.isEmpty()) {
            String[] words = given.split("\t");
            Gate.say(again(words[0], words[1]));
        }
    }

    private static String again(String protocol, String hex) {
        try {
            EmbeddedChannel line = new EmbeddedChannel();
            line.pipeline().addLast(place(protocol), codec(protocol));
            line.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
            Object message = line.readInbound();
            if (message == null) {
                return "nothing";
            }
            line.writeOutbound(message);
            ByteBuf octets = line.readOutbound();
            return octets == null ? "unwritten" : ByteBufUtil.hexDump(octets);
        } catch (Exception fault) {
            return "fault " + fault;
        }
    }

    private static ChannelHandler codec(String protocol) {
        return switch (protocol) {
            case "cmpp2" -> new CMPPCodecChannelInitializer(0x20);
            case "cmpp3" -> new CMPPCodecChannelInitializer(0x30);
            case "sgip" -> new SgipCodecChannelInitializer();
            case "smgp" -> new SMGPCodecChannelInitializer(0x30);
            case "smgp13" -> new SMGPCodecChannelInitializer(0x13);
            default -> new SMPPCodecChannelInitializer(smpp());
        };
    }

    /** Where in the pipeline it looks for itself. */
    private static String place(String protocol) {
        return switch (protocol) {
            case "cmpp2", "cmpp3" -> CMPPCodecChannelInitializer.pipeName();
            case "sgip" -> SgipCodecChannelInitializer.pipeName();
            case "smgp", "smgp13" -> SMGPCodecChannelInitializer.pipeName();
            default -> SMPPCodecChannelInitializer.pipeName();
        };
    }

    private static EndpointEntity smpp() {
        EndpointEntity end = new SMPPClientEndpointEntity();
        end.setId("codec");
        return end;
    }
}
