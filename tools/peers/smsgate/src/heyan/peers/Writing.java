package heyan.peers;

import com.zx.sms.BaseMessage;
import com.zx.sms.codec.cmpp.msg.CmppSubmitRequestMessage;
import com.zx.sms.codec.sgip12.msg.SgipSubmitRequestMessage;
import com.zx.sms.codec.smgp.msg.SMGPSubmitMessage;
import com.zx.sms.codec.smpp.Address;
import com.zx.sms.codec.smpp.msg.SubmitSm;

/** A submit of each protocol. */
final class Writing {
    private static final String SENDER = "106575000130";

    private Writing() {}

    static BaseMessage submit(Dial dial, String mobile, String text) {
        return switch (dial.protocol()) {
            case "cmpp2", "cmpp3" -> cmpp(dial, mobile, text);
            case "sgip" -> sgip(mobile, text);
            case "smgp", "smgp13" -> smgp(mobile, text);
            default -> smpp(mobile, text);
        };
    }

    private static BaseMessage cmpp(Dial dial, String mobile, String text) {
        CmppSubmitRequestMessage submit = CmppSubmitRequestMessage.create(mobile, SENDER, text);
        submit.setMsgsrc(dial.account());
        submit.setRegisteredDelivery((short) 1);
        return submit;
    }

    private static BaseMessage sgip(String mobile, String text) {
        SgipSubmitRequestMessage submit = new SgipSubmitRequestMessage();
        submit.setSpnumber(SENDER);
        submit.setUsernumber("86" + mobile);
        submit.setReportflag((short) 1);
        submit.setMsgContent(text);
        return submit;
    }

    private static BaseMessage smgp(String mobile, String text) {
        SMGPSubmitMessage submit = new SMGPSubmitMessage();
        submit.setSrcTermId(SENDER);
        submit.setDestTermIdArray(mobile);
        submit.setNeedReport(true);
        submit.setMsgContent(text);
        return submit;
    }

    private static BaseMessage smpp(String mobile, String text) {
        SubmitSm submit = new SubmitSm();
        submit.setSourceAddress(new Address((byte) 5, (byte) 0, SENDER));
        submit.setDestAddress(new Address((byte) 1, (byte) 1, "86" + mobile));
        submit.setRegisteredDelivery((byte) 1);
        submit.setSmsMsg(text);
        return submit;
    }
}
