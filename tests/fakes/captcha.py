"""The real captcha, which tells its answers for a test to type."""

from heyan.sandbox.applicant import ConfidingCaptcha

OpenCaptcha = ConfidingCaptcha
