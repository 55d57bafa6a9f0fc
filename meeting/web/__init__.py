"""What views share: forms, file answers, language, security headers, refusals as pages. Knows no domain."""
