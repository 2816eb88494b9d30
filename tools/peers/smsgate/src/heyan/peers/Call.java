package heyan.peers;

import com.zx.sms.BaseMessage;
import com.zx.sms.codec.cmpp.msg.CmppDeliverRequestMessage;
import com.zx.sms.codec.cmpp.msg.CmppDeliverResponseMessage;
import com.zx.sms.codec.cmpp.msg.CmppSubmitResponseMessage;
import com.zx.sms.codec.sgip12.msg.SgipReportRequestMessage;
import com.zx.sms.codec.sgip12.msg.SgipReportResponseMessage;
import com.zx.sms.codec.sgip12.msg.SgipSubmitResponseMessage;
import com.zx.sms.codec.smgp.msg.SMGPDeliverMessage;
import com.zx.sms.codec.smgp.msg.SMGPDeliverRespMessage;
import com.zx.sms.codec.smgp.msg.SMGPSubmitRespMessage;
import com.zx.sms.codec.smpp.msg.DeliverSmReceipt;
import com.zx.sms.codec.smpp.msg.SubmitSmResp;
import com.zx.sms.common.util.ChannelUtil;
import com.zx.sms.connect.manager.EndpointConnector;
import com.zx.sms.connect.manager.EndpointEntity;
import com.zx.sms.connect.manager.EndpointManager;
import com.zx.sms.handler.api.AbstractBusinessHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Promise;
import java.util.List;

/** A client: sends a text for each `mobile<tab>text` of its input, and says what it hears. */
final class Call extends AbstractBusinessHandler {
    private static final int LONGEST_MILLIS = 20_000;
    private static final int LOOK_MILLIS = 5;

    @Override
    public String name() {
        return "heyan-call";
    }

    private final boolean tells;

    Call(boolean tells) {
        this.tells = tells;
    }

    static void run(Dial dial) throws Exception {
        EndpointEntity caller = Doors.caller(dial, new Call(true));
        EndpointConnector<?> line = open(caller);
        String given;
        while ((given = Gate.INPUT.readLine()) != null && !given.isEmpty()) {
            String[] words = given.split("\t");
            BaseMessage submit = Writing.submit(dial, words[0], words[1]);
            List<Promise<BaseMessage>> answers = ChannelUtil.syncWriteLongMsgToEntity(caller, submit);
            for (Promise<BaseMessage> answer : answers) {
                Gate.say("answer", words[0], outcome(answer.get()));
            }
        }
        line.close();
        Thread.sleep(LOOK_MILLIS);
    }

    /** Open the connection, and wait until the login is through. */
    static EndpointConnector<?> open(EndpointEntity caller) throws Exception {
        EndpointManager.INS.openEndpoint(caller);
        EndpointConnector<?> line = caller.getSingletonConnector();
        for (int waited = 0; line.getConnectionNum() == 0; waited += LOOK_MILLIS) {
            if (waited > LONGEST_MILLIS) {
                throw new IllegalStateException("no connection");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return line;
    }

    private static String outcome(BaseMessage answer) {
        if (answer instanceof CmppSubmitResponseMessage cmpp) {
            return String.valueOf(cmpp.getResult());
        }
        if (answer instanceof SgipSubmitResponseMessage sgip) {
            return String.valueOf(sgip.getResult());
        }
        if (answer instanceof SMGPSubmitRespMessage smgp) {
            return String.valueOf(smgp.getStatus());
        }
        return String.valueOf(((SubmitSmResp) answer).getCommandStatus());
    }

    private void say(Object... words) {
        if (tells) {
            Gate.say(words);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext line, Object heard) throws Exception {
        if (heard instanceof CmppDeliverRequestMessage deliver && deliver.isReport()) {
            say("report", deliver.getSrcterminalId(), deliver.getReportRequestMessage().getStat());
            CmppDeliverResponseMessage answer =
                    new CmppDeliverResponseMessage(deliver.getHeader().getSequenceId());
            answer.setMsgId(deliver.getMsgId());
            line.channel().writeAndFlush(answer);
        } else if (heard instanceof SgipReportRequestMessage report) {
            say("report", report.getUsernumber(), report.getState());
            SgipReportResponseMessage answer = new SgipReportResponseMessage(report.getHeader());
            answer.setTimestamp(report.getTimestamp());
            line.channel().writeAndFlush(answer);
        } else if (heard instanceof SMGPDeliverMessage deliver && deliver.isReport()) {
            say("report", deliver.getSrcTermId(), deliver.getReport().getStat());
            SMGPDeliverRespMessage answer = new SMGPDeliverRespMessage();
            answer.setSequenceNo(deliver.getSequenceNo());
            answer.setMsgId(deliver.getMsgId());
            line.channel().writeAndFlush(answer);
        } else if (heard instanceof DeliverSmReceipt receipt) {
            say("report", receipt.getSourceAddress().getAddress(), receipt.getStat());
            line.channel().writeAndFlush(receipt.createResponse());
        }
        line.fireChannelRead(heard);
    }
}
