"""群众监督意见: what comes in by telephone, mail or visit on a finding, who answers by when, what was answered."""
