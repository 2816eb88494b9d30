package heyan.peers;

import com.zx.sms.connect.manager.EndpointEntity;
import com.zx.sms.connect.manager.EndpointEntity.ChannelType;
import com.zx.sms.connect.manager.EndpointEntity.SupportLongMessage;
import com.zx.sms.connect.manager.EndpointManager;
import com.zx.sms.connect.manager.ServerServerEndpoint;
import com.zx.sms.connect.manager.cmpp.CMPPClientEndpointEntity;
import com.zx.sms.connect.manager.cmpp.CMPPEndpointEntity;
import com.zx.sms.connect.manager.cmpp.CMPPServerChildEndpointEntity;
import com.zx.sms.connect.manager.cmpp.CMPPServerEndpointEntity;
import com.zx.sms.connect.manager.sgip.SgipClientEndpointEntity;
import com.zx.sms.connect.manager.sgip.SgipEndpointEntity;
import com.zx.sms.connect.manager.sgip.SgipServerChildEndpointEntity;
import com.zx.sms.connect.manager.sgip.SgipServerEndpointEntity;
import com.zx.sms.connect.manager.smgp.SMGPClientEndpointEntity;
import com.zx.sms.connect.manager.smgp.SMGPEndpointEntity;
import com.zx.sms.connect.manager.smgp.SMGPServerChildEndpointEntity;
import com.zx.sms.connect.manager.smgp.SMGPServerEndpointEntity;
import com.zx.sms.connect.manager.smpp.SMPPClientEndpointEntity;
import com.zx.sms.connect.manager.smpp.SMPPEndpointEntity;
import com.zx.sms.connect.manager.smpp.SMPPServerChildEndpointEntity;
import com.zx.sms.connect.manager.smpp.SMPPServerEndpointEntity;
import com.zx.sms.handler.api.BusinessHandlerInterface;
import java.util.ArrayList;
import java.util.List;

/** SMSGate's endpoints, by the names that heyan gives the protocols. */
final class Doors {
    static final String ACCOUNT = "900001";
    static final String SECRET = "secret01";
    private static final String HOST = "127.0.0.1";
    private static final short IDLE_SECONDS = 1;
    private static final int WINDOW = 16;

    private Doors() {}

    /** Listen, and answer whoever knows the account. */
    static void open(String protocol, int port) throws Exception {
        EndpointEntity server = server(protocol);
        server.setId(protocol + " door");
        server.setHost(HOST);
        server.setPort(port);
        EndpointEntity guest = guest(protocol);
        know(guest, protocol, ACCOUNT, SECRET);
        guest.setId(protocol);
        guest.setMaxChannels((short) 20);
        guest.setSupportLongmsg(SupportLongMessage.RECV);
        settle(guest, new Answers(protocol));
        ((ServerServerEndpoint) server).addchild(guest);
        EndpointManager.INS.openEndpoint(server);
    }

    /** Make a caller; its connection is opened by whoever has a use for it. */
    static EndpointEntity caller(Dial dial, BusinessHandlerInterface... ears) {
        EndpointEntity caller = client(dial.protocol());
        know(caller, dial.protocol(), dial.account(), dial.secret());
        caller.setId("caller");
        caller.setHost(dial.host());
        caller.setPort(dial.port());
        caller.setMaxChannels((short) 1);
        caller.setSupportLongmsg(SupportLongMessage.BOTH);
        settle(caller, ears);
        return caller;
    }

    private static void settle(EndpointEntity end, BusinessHandlerInterface... ears) {
        end.setValid(true);
        end.setChannelType(ChannelType.DUPLEX);
        end.setWindow(WINDOW);
        end.setIdleTimeSec(IDLE_SECONDS);
        end.setRetryWaitTimeSec((short) 30);
        end.setMaxRetryCnt((short) 1);
        end.setReSendFailMsg(false);
        List<BusinessHandlerInterface> set = new ArrayList<>(List.of(ears));
        end.setBusinessHandlerSet(set);
    }

    private static void know(EndpointEntity end, String protocol, String account, String secret) {
        if (end instanceof CMPPEndpointEntity cmpp) {
            cmpp.setUserName(account);
            cmpp.setPassword(secret);
            cmpp.setVersion((short) (protocol.equals("cmpp2") ? 0x20 : 0x30));
        } else if (end instanceof SgipEndpointEntity sgip) {
            sgip.setLoginName(account);
            sgip.setLoginPassowrd(secret);
            sgip.setNodeId(3010012345L);
        } else if (end instanceof SMGPEndpointEntity smgp) {
            smgp.setClientID(account);
            smgp.setPassword(secret);
            smgp.setClientVersion((byte) (protocol.equals("smgp13") ? 0x13 : 0x30));
        } else if (end instanceof SMPPEndpointEntity smpp) {
            smpp.setSystemId(account);
            smpp.setPassword(secret);
            smpp.setInterfaceVersion((byte) 0x34);
        }
    }

    private static EndpointEntity server(String protocol) {
        return switch (protocol) {
            case "cmpp2", "cmpp3" -> new CMPPServerEndpointEntity();
            case "sgip" -> new SgipServerEndpointEntity();
            case "smgp", "smgp13" -> new SMGPServerEndpointEntity();
            default -> new SMPPServerEndpointEntity();
        };
    }

    private static EndpointEntity guest(String protocol) {
        return switch (protocol) {
            case "cmpp2", "cmpp3" -> new CMPPServerChildEndpointEntity();
            case "sgip" -> new SgipServerChildEndpointEntity();
            case "smgp", "smgp13" -> new SMGPServerChildEndpointEntity();
            default -> new SMPPServerChildEndpointEntity();
        };
    }

    private static EndpointEntity client(String protocol) {
        return switch (protocol) {
            case "cmpp2", "cmpp3" -> new CMPPClientEndpointEntity();
            case "sgip" -> new SgipClientEndpointEntity();
            case "smgp", "smgp13" -> new SMGPClientEndpointEntity();
            default -> new SMPPClientEndpointEntity();
        };
    }
}
