package heyan.peers;

import com.sun.management.OperatingSystemMXBean;
import com.zx.sms.BaseMessage;
import com.zx.sms.common.util.ChannelUtil;
import com.zx.sms.connect.manager.EndpointConnector;
import com.zx.sms.connect.manager.EndpointEntity;
import io.netty.util.concurrent.Promise;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** A client at work: so many submits on one connection, a window's worth of them unanswered. */
final class Bench {
    private static final int WINDOW = 16;
    private static final String TEXT = "【工信部备案】验证码123456，48小时内到tjcainfo.miitbeian.gov.cn核验示例网站的备案，勿告知他人。";

    private Bench() {}

    static void run(Dial dial, int count) throws Exception {
        EndpointEntity caller = Doors.caller(dial, new Call(false));
        EndpointConnector<?> line = Call.open(caller);
        send(dial, caller, count); // until the virtual machine has compiled what is used
        OperatingSystemMXBean machine =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = machine.getProcessCpuTime();
        long began = System.nanoTime();
        send(dial, caller, count);
        long took = System.nanoTime() - began;
        Gate.say("bench", count, took, machine.getProcessCpuTime() - cpu);
        line.close();
    }

    private static void send(Dial dial, EndpointEntity caller, int count) throws Exception {
        Semaphore window = new Semaphore(WINDOW);
        AtomicReference<Throwable> fault = new AtomicReference<>();
        for (int n = 0; n < count; n++) {
            window.acquire();
            BaseMessage submit = Writing.submit(dial, String.format("138%08d", n), TEXT);
            Promise<BaseMessage> answer =
                    ChannelUtil.<BaseMessage>syncWriteLongMsgToEntity(caller, submit).get(0);
            answer.addListener(
                    answered -> {
                        if (!answered.isSuccess()) {
                            fault.compareAndSet(null, answered.cause());
                        }
                        window.release();
                    });
        }
        window.acquire(WINDOW);
        if (fault.get() != null) {
            throw new IllegalStateException(fault.get());
        }
    }
}
