package heyan.peers;

import com.chinamobile.cmos.sms.SmsMessage;
import com.zx.sms.BaseMessage;
import com.zx.sms.LongSMSMessage;
import com.zx.sms.codec.cmpp.msg.CmppDeliverRequestMessage;
import com.zx.sms.codec.cmpp.msg.CmppReportRequestMessage;
import com.zx.sms.codec.cmpp.msg.CmppSubmitRequestMessage;
import com.zx.sms.codec.cmpp.msg.CmppSubmitResponseMessage;
import com.zx.sms.codec.sgip12.msg.SgipReportRequestMessage;
import com.zx.sms.codec.sgip12.msg.SgipSubmitRequestMessage;
import com.zx.sms.codec.sgip12.msg.SgipSubmitResponseMessage;
import com.zx.sms.codec.smgp.msg.SMGPDeliverMessage;
import com.zx.sms.codec.smgp.msg.SMGPReportData;
import com.zx.sms.codec.smgp.msg.SMGPSubmitMessage;
import com.zx.sms.codec.smgp.msg.SMGPSubmitRespMessage;
import com.zx.sms.codec.smpp.msg.DeliverSmReceipt;
import com.zx.sms.codec.smpp.msg.SubmitSm;
import com.zx.sms.codec.smpp.msg.SubmitSmResp;
import com.zx.sms.handler.api.AbstractBusinessHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;

/** A server's ear: takes every submit, says what it understood, and reports every part delivered. */
@Sharable
final class Answers extends AbstractBusinessHandler {
    private static final String DELIVERED = "DELIVRD";
    private static final String MINUTE = "2601011234";
    private final String protocol;

    Answers(String protocol) {
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return "heyan-answers";
    }

    @Override
    public Answers clone() {
        return this;
    }

    @Override
    public void channelRead(ChannelHandlerContext line, Object heard) throws Exception {
        if (heard instanceof LongSMSMessage<?> message && ((BaseMessage) heard).isRequest()) {
            List<Object> parts = new ArrayList<>();
            if (message.getFragments() != null) {
                parts.addAll(message.getFragments());
            }
            parts.add(heard);
            Gate.say("submit", protocol, mobile(heard), parts.size(), text(message));
            List<Object> reports = new ArrayList<>();
            for (Object part : parts) {
                reports.add(answer(line, part));
            }
            reports.forEach(line.channel()::writeAndFlush);
        } else if (heard instanceof BaseMessage message && message.isResponse()) {
            Gate.say("answered", protocol);
        }
        line.fireChannelRead(heard);
    }

    private static String text(LongSMSMessage<?> message) {
        SmsMessage text = message.getSmsMessage();
        return text == null ? "" : text.toString();
    }

    private static String mobile(Object heard) {
        if (heard instanceof CmppSubmitRequestMessage cmpp) {
            return cmpp.getDestterminalId()[0];
        }
        if (heard instanceof SgipSubmitRequestMessage sgip) {
            return sgip.getUsernumber()[0];
        }
        if (heard instanceof SMGPSubmitMessage smgp) {
            return smgp.getDestTermIdArray()[0];
        }
        return ((SubmitSm) heard).getDestAddress().getAddress();
    }

    /** Accept one part, and return the report that follows. */
    private static Object answer(ChannelHandlerContext line, Object part) throws Exception {
        if (part instanceof CmppSubmitRequestMessage cmpp) {
            return accept(line, cmpp);
        }
        if (part instanceof SgipSubmitRequestMessage sgip) {
            return accept(line, sgip);
        }
        if (part instanceof SMGPSubmitMessage smgp) {
            return accept(line, smgp);
        }
        return accept(line, (SubmitSm) part);
    }

    private static Object accept(ChannelHandlerContext line, CmppSubmitRequestMessage part) {
        CmppSubmitResponseMessage answer =
                new CmppSubmitResponseMessage(part.getHeader().getSequenceId());
        answer.setResult(0);
        line.channel().writeAndFlush(answer);
        CmppReportRequestMessage report = new CmppReportRequestMessage();
        report.setMsgId(answer.getMsgId());
        report.setDestterminalId(part.getDestterminalId()[0]);
        report.setStat(DELIVERED);
        report.setSubmitTime(MINUTE);
        report.setDoneTime(MINUTE);
        CmppDeliverRequestMessage deliver = new CmppDeliverRequestMessage();
        deliver.setDestId(part.getSrcId());
        deliver.setSrcterminalId(part.getDestterminalId()[0]);
        deliver.setReportRequestMessage(report);
        return deliver;
    }

    private static Object accept(ChannelHandlerContext line, SgipSubmitRequestMessage part) {
        SgipSubmitResponseMessage answer = new SgipSubmitResponseMessage(part.getHeader());
        answer.setTimestamp(part.getTimestamp());
        answer.setResult((short) 0);
        line.channel().writeAndFlush(answer);
        SgipReportRequestMessage report = new SgipReportRequestMessage();
        report.setSequenceId(answer.getSequenceNumber());
        return report;
    }

    private static Object accept(ChannelHandlerContext line, SMGPSubmitMessage part) {
        SMGPSubmitRespMessage answer = new SMGPSubmitRespMessage();
        answer.setSequenceNo(part.getSequenceNo());
        answer.setStatus(0);
        line.channel().writeAndFlush(answer);
        SMGPReportData report = new SMGPReportData();
        report.setMsgId(answer.getMsgId());
        report.setStat(DELIVERED);
        report.setSubTime(MINUTE);
        report.setDoneTime(MINUTE);
        SMGPDeliverMessage deliver = new SMGPDeliverMessage();
        deliver.setSrcTermId(part.getDestTermIdArray()[0]);
        deliver.setDestTermId(part.getSrcTermId());
        deliver.setReport(report);
        return deliver;
    }

    private static Object accept(ChannelHandlerContext line, SubmitSm part) {
        SubmitSmResp answer = part.createResponse();
        String id = String.format("%08X", part.getSequenceNumber());
        answer.setMessageId(id);
        line.channel().writeAndFlush(answer);
        DeliverSmReceipt report = new DeliverSmReceipt();
        report.setId(id);
        report.setSourceAddress(part.getDestAddress());
        report.setDestAddress(part.getSourceAddress());
        report.setStat(DELIVERED);
        report.setSubmit_date(MINUTE);
        report.setDone_date(MINUTE);
        return report;
    }
}
