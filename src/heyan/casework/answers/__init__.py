"""What people do on the portal: a captcha, a try that is counted, an answer."""
