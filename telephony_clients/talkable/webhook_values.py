"""The values that fields of Talkable's webhooks take."""

from telephony_clients.core.models.fields import OpenEnum

__all__ = ["WebhookEmailType", "WebhookIncentiveType", "WebhookRewardStatus", "WebhookShareType"]


class WebhookEmailType(OpenEnum):
    """An e-mail that Talkable is about to send."""

    NOTIFIER_OFFERS_EMAIL = "notifier_offers_email"
    NOTIFIER_OFFERS_SHARE_VIA_EMAIL = "notifier_offers_share_via_email"
    NOTIFIER_OFFERS_SHARE_VIA_EMAIL_REMINDER = "notifier_offers_share_via_email_reminder"
    ADVOCATE_REWARDS_CONFIRMATION = "advocate_rewards_confirmation"
    ADVOCATE_REWARDS_PAID = "advocate_rewards_paid"
    FRIEND_REWARDS_PAID = "friend_rewards_paid"
    CUSTOM_SHARE_PAGE_EMAIL = "custom_share_page_email"
    CUSTOM_CLAIM_PAGE_EMAIL = "custom_claim_page_email"
    WALLET_WELCOME_EMAIL = "wallet_welcome_email"
    EMAIL_CAPTURE_REWARD_REMINDER = "email_capture_reward_reminder"
    LOYALTY_POST_ACTION_EMAIL = "loyalty_post_action_email"
    LOYALTY_TIER_UPGRADED_EMAIL = "loyalty_tier_upgraded_email"
    LOYALTY_TIER_DOWNGRADED_EMAIL = "loyalty_tier_downgraded_email"
    LOYALTY_POINTS_EXPIRING_SOON_EMAIL = "loyalty_points_expiring_soon_email"


class WebhookShareType(OpenEnum):
    """How an offer was shared; sites may add their own."""

    EMAIL = "email"
    FACEBOOK = "facebook"
    FACEBOOK_MESSAGE = "facebook_message"
    FACEBOOK_SPONSORED = "facebook_sponsored"
    TWITTER = "twitter"
    LINKEDIN = "linkedin"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    OTHER = "other"


class WebhookIncentiveType(OpenEnum):
    """What a reward consists of."""

    REBATE = "rebate"
    DISCOUNT_COUPON = "discount_coupon"
    OTHER = "other"


class WebhookRewardStatus(OpenEnum):
    """What became of a reward."""

    PAID = "Paid"
    UNPAID = "Unpaid"
    VOIDED = "Voided"
