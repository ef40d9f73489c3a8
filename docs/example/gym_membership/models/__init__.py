from . import gym_membership, partner_anonymization
